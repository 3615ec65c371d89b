import type { TagDetail } from '#contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { Refused } from './retire.tsx';

/** Publishing and retiring a tag, and the refusal, which stays in sight until the next try. */
export function useTagActs(id: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (what: 'publish' | 'retire') => {
      const call = { params: { id }, body: {} };
      return what === 'publish' ? client.publishTag(call) : client.retireTag(call);
    },
    onSuccess: async (tag) => {
      for (const route of ['listTags', 'readTag']) await queries.invalidateQueries({ queryKey: [route] });
      void message.success(t('understand.tags.done', { state: t(`understand.tags.states.${tag.state}`) }));
    },
  });
  const refusal = act.error && (
    <div className="tag-notice">
      <Refused error={act.error} />
    </div>
  );
  return { act, refusal };
}

export function TagActions({ tag, acts }: { tag: TagDetail; acts: ReturnType<typeof useTagActs> }) {
  const { t } = useTranslation();
  const { act } = acts;
  return (
    <>
      {tag.origin !== 'feed' && (
        <ButtonLink to="/understand/audiences/rule" search={{ as: 'tag', tag: tag.id, rule: tag.rule }}>
          {t('understand.tags.change')}
        </ButtonLink>
      )}
      {tag.state !== 'retired' && (
        <Button loading={act.isPending && act.variables === 'retire'} onClick={() => act.mutate('retire')}>
          {t('understand.tags.retire')}
        </Button>
      )}
      {tag.state !== 'published' && (
        <Button
          type="primary"
          loading={act.isPending && act.variables === 'publish'}
          onClick={() => act.mutate('publish')}
        >
          {t('understand.tags.publish')}
        </Button>
      )}
    </>
  );
}
