import type { Scheme, SchemeFile } from '#contract';
import { EmptyState, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { useChange } from '../use-change.ts';
import { problemsOf } from './problems-at.tsx';
import { SchemeForm } from './scheme-form.tsx';
import { SimulationPanel, useSimulation } from './simulation.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/schemes');

/** Points schemes: formulas over indicators, tried on the past before they are adopted. */
export default function SchemesScreen() {
  const { t } = useTranslation();
  const schemes = useQuery(reading('listSchemes'));
  const { scheme: wanted } = route.useSearch();
  return (
    <Answer of={schemes}>
      {({ items }) => {
        const chosen = items.find((one) => one.id === wanted) ?? items[0];
        return chosen ? (
          <Editor key={`${chosen.id} ${chosen.version}`} scheme={chosen} all={items} />
        ) : (
          <EmptyState title={t('learn.schemes.none')} />
        );
      }}
    </Answer>
  );
}

function Editor({ scheme, all }: { scheme: Scheme; all: readonly Scheme[] }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const navigate = route.useNavigate();
  const [file, setFile] = useState<SchemeFile>(scheme.file);
  const simulation = useSimulation(file, scheme.id);
  const changed = JSON.stringify(file) !== JSON.stringify(scheme.file);
  return (
    <Page
      title={t('learn.schemes.title')}
      about={
        scheme.version === 0
          ? t('learn.schemes.delivered')
          : t('learn.schemes.versionOf', {
              version: scheme.version,
              by: scheme.by,
              at: format.instant(scheme.at),
            })
      }
      actions={
        <>
          <Select
            className="choice"
            aria-label={t('learn.appraisal.scheme')}
            value={scheme.id}
            onChange={(to: string) => void navigate({ search: { scheme: to } })}
            options={all.map((one) => ({ value: one.id, label: text(one.file.title) }))}
          />
          <Button disabled={!changed} onClick={() => setFile(scheme.file)}>
            {t('learn.schemes.back')}
          </Button>
          <Adopt file={file} version={scheme.version + 1} disabled={!changed || simulation.error !== null} />
        </>
      }
    >
      <div className="scheme">
        <Panel>
          <SchemeForm file={file} problems={problemsOf(simulation.error)} onChange={setFile} />
        </Panel>
        <SimulationPanel simulation={simulation} />
      </div>
    </Page>
  );
}

/** A new version; it holds for months that are still open. */
function Adopt({ file, version, disabled }: { file: SchemeFile; version: number; disabled: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const put = useChange(() => client.putScheme({ params: { id: file.scheme }, body: { file } }), {
    old: ['listSchemes', 'readMonth', 'listAppraised', 'readStatement'],
    said: (kept) => t('learn.schemes.adopted', { version: kept.version }),
  });
  if (!may('campaigns.approve')) return null;
  return (
    <Button type="primary" disabled={disabled} loading={put.isPending} onClick={() => put.mutate(undefined)}>
      {t('learn.schemes.adopt', { version })}
    </Button>
  );
}
