import type { UsesShown } from '#contract';
import { useErrorWords } from '#parts';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../app/client.ts';
import { RefusedByUses, RuleUses } from './rule-uses.tsx';
import './tags.css';

interface Props {
  readonly name: string;
  /** What will happen. */
  readonly about: string;
  readonly uses: UsesShown;
  readonly retire: () => Promise<unknown>;
}

/** Takes something out of use: says before what will happen, or who must be changed first where something names it. */
export function Retire({ name, about, uses, retire }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [asked, setAsked] = useState(false);
  const act = useMutation({
    mutationFn: retire,
    onSuccess: () => {
      setAsked(false);
      void message.success(t('understand.tags.states.retired'));
    },
  });
  const free = uses.usedBy.length + uses.usedElsewhere === 0;
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t('understand.tags.retire')}</Button>
      <Modal
        open={asked}
        title={`${t('understand.tags.retire')}: ${name}`}
        okText={t('understand.tags.retire')}
        okButtonProps={{ danger: true, disabled: !free }}
        cancelText={t('app.cancel')}
        confirmLoading={act.isPending}
        onOk={() => act.mutate()}
        onCancel={() => {
          act.reset();
          setAsked(false);
        }}
      >
        {free ? (
          <p>{about}</p>
        ) : (
          <>
            <p>{t('understand.tags.inUse')}</p>
            <RuleUses {...uses} />
          </>
        )}
        {act.error && <Refused error={act.error} />}
      </Modal>
    </>
  );
}

/** Why it was not done; where something began to name it meanwhile, with what does. */
export function Refused({ error }: { error: Error }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const inUse = isProblem(error, 'conflict') && error.code.endsWith('-in-use') ? error : undefined;
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={inUse ? t('understand.tags.inUse') : words(error)}
      description={inUse && <RefusedByUses problem={inUse} />}
    />
  );
}
