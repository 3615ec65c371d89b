import type { SegmentSchemeDetail } from '#contract';
import { Ago, useErrorWords, useText } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { client, reading } from '../../app/client.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { Crumb } from '../../app/where.tsx';
import { SchemeCells } from './scheme-cells.tsx';
import { SchemeDimensions } from './scheme-dimensions.tsx';
import { SchemeProof } from './scheme-proof.tsx';
import { SchemeBadge } from './schemes.tsx';
import '../segments.css';
import './schemes.css';

const route = getRouteApi('/signed-in/understand/strategic/scheme/$scheme');

/** One scheme of strategic segments: its cells with their customers, the proof, the dimensions with their rules. */
export default function SchemeScreen(): ReactNode {
  const { scheme: id } = route.useParams();
  const scheme = useQuery(reading('readSegmentScheme', { params: { id } }));
  return scheme.data ? (
    <Shown of={scheme.data} />
  ) : (
    <Page title={id}>
      <Answer of={scheme}>{() => null}</Answer>
    </Page>
  );
}

function Shown({ of }: { of: SegmentSchemeDetail }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Page
      title={text(of.name)}
      heading={
        <>
          {text(of.name)} <SchemeBadge of={of} />
        </>
      }
      about={text(of.scheme.definition)}
      actions={<Actions of={of} />}
    >
      <Crumb>{text(of.name)}</Crumb>
      {of.missing.length > 0 && (
        <Alert
          type="info"
          showIcon
          className="scheme-notice"
          title={t(of.baseMissing.length > 0 ? 'understand.strategic.baseLacks' : 'understand.strategic.lacks', {
            fields: of.missing.join(', '),
          })}
        />
      )}
      <div className="panels">
        {of.baseMissing.length === 0 && <SchemeCells of={of} />}
        <SchemeProof of={of} />
        <SchemeDimensions of={of} />
        <Versions of={of} />
      </div>
    </Page>
  );
}

function Actions({ of }: { of: SegmentSchemeDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const may = useMay();
  const queries = useQueryClient();
  const retire = useMutation({
    mutationFn: () => client.retireSegmentScheme({ params: { id: of.id }, body: {} }),
    onSuccess: async () => {
      for (const one of ['listSegmentSchemes', 'readSegmentScheme'])
        await queries.invalidateQueries({ queryKey: [one] });
    },
    onError: (error) => void message.error(words(error)),
  });
  if (!may('audiences.write')) return null;
  return (
    <>
      {of.state === 'published' && (
        <Button loading={retire.isPending} onClick={() => retire.mutate()}>
          {t('understand.strategic.retire')}
        </Button>
      )}
      <ButtonLink to="/understand/strategic/text" search={{ scheme: of.id }}>
        {t('understand.strategic.edit')}
      </ButtonLink>
    </>
  );
}

function Versions({ of }: { of: SegmentSchemeDetail }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('understand.strategic.versions')}>
      <ol reversed start={of.versions.length} className="scheme-versions">
        {of.versions.map(({ version, at, by }) => (
          <li key={version}>
            <Ago at={at} /> <span className="quiet">{t('understand.segments.by', { name: by })}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
