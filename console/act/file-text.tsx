import { useTranslation } from 'react-i18next';
import { Underlay } from '../app/marked-text.tsx';
import { Panel } from '../app/page.tsx';
import type { FileMark } from './campaign-file.ts';

interface FileTextProps {
  readonly text: string;
  readonly marks: readonly FileMark[];
  readonly onText: (text: string) => void;
}

/** The campaign as the file it is, with what is wrong underlined. */
export function FileText({ text, marks, onText }: FileTextProps) {
  const { t } = useTranslation();
  return (
    <Panel>
      <div className="marked-box">
        <Underlay text={text} marks={marks} />
        <textarea
          className="marked-text"
          aria-label={t('act.file.label')}
          aria-invalid={marks.length > 0}
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      </div>
    </Panel>
  );
}
