import { Problem, type Campaign } from '#contract';
import { Loading, useErrorWords, useLanguage, useProblemWords } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { useSettled } from '../app/settled.ts';
import { catalogueOf } from '../understand/rule-check.ts';
import { markAt, readCampaignFile, type FileInput, type FileMark } from './campaign-file.ts';
import { FileText } from './file-text.tsx';
import { EstimateFigures } from './guide/estimate-figures.tsx';
import { Guide } from './guide/guide.tsx';
import { guideSteps, type GuideStep } from './guide/steps.tsx';
import { estimateOf } from './guide/use-estimate.ts';
import './act.css';
import './guide/guide.css';

interface CampaignEditorProps {
  readonly initial: string;
  /** A campaign that does not exist yet may still be named. */
  readonly fresh: boolean;
  readonly action: string;
  readonly save: (file: FileInput) => Promise<Campaign>;
  /** The step of the guide, or `text`; it stands in the address. */
  readonly step: string | undefined;
  readonly onStep: (step: string) => void;
}

const settleMs = 600;

/**
 * A campaign in the making: one text, edited by the guide step by step or as it is, checked while it changes; beside it
 * what it would come to.
 */
export function CampaignEditor({ initial, fresh, action, save, step, onStep }: CampaignEditorProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(initial);
  const { file, marks: local } = useChecked(text);
  const saving = useSave(save);
  const refused = saving.error instanceof Problem && saving.variables?.text === text ? saving.error : undefined;
  const marks = [...local, ...(refused?.problems.map((one) => markAt(text, one.place, one)) ?? [])];
  const at: GuideStep | 'text' = step === 'text' ? 'text' : (guideSteps.find((one) => one === step) ?? 'who');
  return (
    <div className="panels">
      <Segmented
        aria-label={t('act.guide.mode')}
        className="guide-mode"
        value={at === 'text' ? 'text' : 'guide'}
        onChange={(to) => onStep(to === 'text' ? 'text' : 'who')}
        options={[
          { value: 'guide', label: t('act.guide.guided') },
          { value: 'text', label: t('act.guide.text') },
        ]}
      />
      <div className="file-and-check">
        {at === 'text' ? (
          <FileText text={text} marks={marks} onText={setText} />
        ) : (
          <Guide text={text} marks={marks} onText={setText} fresh={fresh} step={at} onStep={onStep} />
        )}
        <div className="panels">
          <Panel title={t('act.file.check')}>
            <Marks marks={marks} />
            {saving.error && <Refused error={saving.error} />}
            <div className="guide-acts">
              <Button
                disabled={!file}
                loading={saving.isPending}
                onClick={() => file && saving.mutate({ file, text, submit: false })}
              >
                {action}
              </Button>
              <Button
                type="primary"
                disabled={!file}
                loading={saving.isPending}
                onClick={() => file && saving.mutate({ file, text, submit: true })}
              >
                {t('act.guide.saveAndSubmit')}
              </Button>
            </div>
          </Panel>
          <Panel title={t('act.guide.foreseen')}>
            <Foreseen file={file} />
          </Panel>
        </div>
      </div>
    </div>
  );
}

function Foreseen({ file }: { file: FileInput | undefined }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const settled = useSettled(file, settleMs);
  const { data, error, isFetching } = useQuery({ ...estimateOf(settled as FileInput), enabled: settled !== undefined });
  if (data && settled)
    return (
      <div data-old={isFetching || settled !== file}>
        <EstimateFigures estimate={data} file={settled} />
      </div>
    );
  if (error) return <p className="quiet">{words(error)}</p>;
  return settled === undefined ? <p className="quiet">{t('act.guide.notYet')}</p> : <Loading />;
}

function useChecked(text: string) {
  const language = useLanguage();
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const catalogue = useMemo(() => (data?.period ? catalogueOf(data.items, data.period) : undefined), [data]);
  return useMemo(() => readCampaignFile(text, language, catalogue), [text, language, catalogue]);
}

function useSave(save: CampaignEditorProps['save']) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ file, submit }: { file: FileInput; text: string; submit: boolean }) => {
      const saved = await save(file);
      return submit ? client.submitCampaign({ params: { id: saved.id }, body: {} }) : saved;
    },
    onSuccess: async (campaign) => {
      queries.setQueryData(reading('readCampaign', { params: { id: campaign.id } }).queryKey, campaign);
      await queries.invalidateQueries({ queryKey: ['listCampaigns'] });
      await navigate({ to: '/act/campaigns/$campaign', params: { campaign: campaign.id } });
    },
  });
}

function Marks({ marks }: { marks: readonly FileMark[] }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  if (marks.length === 0) return <p className="file-right">{t('act.file.right')}</p>;
  return (
    <ul className="file-marks" aria-live="polite">
      {marks.map((mark) => (
        <li key={`${mark.from} ${mark.code} ${mark.message}`}>
          <span className="quiet small">{t('act.file.line', { line: mark.line })}</span>{' '}
          {words({ code: mark.code, message: mark.message, parameters: mark.params })}
        </li>
      ))}
    </ul>
  );
}

function Refused({ error }: { error: Error }) {
  const words = useErrorWords();
  return <Alert className="file-refused" type="error" role="alert" title={words(error)} />;
}
