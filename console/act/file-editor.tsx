import { Problem, type Campaign } from '#contract';
import { useErrorWords, useLanguage, useProblemWords } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Underlay } from '../app/marked-text.tsx';
import { Panel } from '../app/page.tsx';
import { catalogueOf } from '../understand/rule-check.ts';
import { markAt, readCampaignFile, type FileInput, type FileMark } from './campaign-file.ts';
import './act.css';

interface FileEditorProps {
  readonly initial: string;
  readonly action: string;
  readonly save: (file: FileInput) => Promise<Campaign>;
}

/** A campaign as text, checked while it is typed; what the server finds beyond that is shown at its place too. */
export function FileEditor({ initial, action, save }: FileEditorProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(initial);
  const box = useRef<HTMLTextAreaElement>(null);
  const { file, marks: local } = useChecked(text);
  const saving = useSave(save);
  const refused = saving.error instanceof Problem && saving.variables?.text === text ? saving.error : undefined;
  const marks = [...local, ...(refused?.problems.map((one) => markAt(text, one.place, one)) ?? [])];
  const show = (mark: FileMark) => {
    box.current?.focus();
    box.current?.setSelectionRange(mark.from, mark.to);
  };
  return (
    <div className="file-and-check">
      <Panel>
        <div className="marked-box">
          <Underlay text={text} marks={marks} />
          <textarea
            ref={box}
            className="marked-text"
            aria-label={t('act.file.label')}
            aria-invalid={marks.length > 0}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      </Panel>
      <Panel title={t('act.file.check')}>
        <Marks marks={marks} onShow={show} />
        {saving.error && <Refused error={saving.error} />}
        <Button
          type="primary"
          disabled={!file}
          loading={saving.isPending}
          onClick={() => file && saving.mutate({ file, text })}
        >
          {action}
        </Button>
      </Panel>
    </div>
  );
}

function useChecked(text: string) {
  const language = useLanguage();
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const catalogue = useMemo(() => (data?.period ? catalogueOf(data.items, data.period) : undefined), [data]);
  return useMemo(() => readCampaignFile(text, language, catalogue), [text, language, catalogue]);
}

function useSave(save: FileEditorProps['save']) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ file }: { file: FileInput; text: string }) => save(file),
    onSuccess: async (campaign) => {
      queries.setQueryData(reading('readCampaign', { params: { id: campaign.id } }).queryKey, campaign);
      await queries.invalidateQueries({ queryKey: ['listCampaigns'] });
      await navigate({ to: '/act/campaigns/$campaign', params: { campaign: campaign.id } });
    },
  });
}

function Marks({ marks, onShow }: { marks: readonly FileMark[]; onShow: (mark: FileMark) => void }): ReactNode {
  const { t } = useTranslation();
  const words = useProblemWords();
  if (marks.length === 0) return <p className="file-right">{t('act.file.right')}</p>;
  return (
    <ul className="file-marks" aria-live="polite">
      {marks.map((mark) => (
        <li key={`${mark.from} ${mark.code} ${mark.message}`}>
          <button type="button" className="gl-link" onClick={() => onShow(mark)}>
            {t('act.file.line', { line: mark.line })}
          </button>{' '}
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
