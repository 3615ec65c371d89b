import type { RecordField } from '#contract';
import { useFormat } from '#parts';
import type { FormGroup } from '#query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { RuleBuilder } from './rule-builder.tsx';
import type { RuleMark } from './rule-check.ts';
import type { Draft } from './rule-draft.ts';
import { Examples } from './rule-examples.tsx';
import { RuleInput } from './rule-input.tsx';

const route = getRouteApi('/signed-in/understand/audiences/rule');

/** What was written last, and in which of the two forms. */
export type Written = { readonly text: string } | { readonly group: FormGroup };

interface RulePanelProps {
  readonly draft: Draft | undefined;
  readonly rows: Draft['rows'] | undefined;
  readonly text: string;
  readonly isEmpty: boolean;
  readonly marks: readonly RuleMark[];
  readonly keeps: readonly number[] | undefined;
  readonly fields: readonly RecordField[];
  readonly periods: readonly string[];
  readonly period: string | undefined;
  readonly onChange: (written: Written) => void;
}

/** The rule in both its forms: as conditions and as text. */
export function RulePanel({
  draft,
  rows,
  text,
  isEmpty,
  marks,
  keeps,
  fields,
  periods,
  period,
  onChange,
}: RulePanelProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('understand.rule.title')} more={<PeriodChoice periods={periods} period={period} />}>
      {draft && rows && <Conditions draft={draft} rows={rows} keeps={keeps} fields={fields} onChange={onChange} />}
      <h3 className="rule-as-text">{t('understand.builder.text')}</h3>
      <RuleInput value={text} onChange={(changed) => onChange({ text: changed })} fields={fields} marks={marks} />
      {isEmpty && <Examples onTake={(rule) => onChange({ text: rule })} known={fields.map((f) => f.name)} />}
    </Panel>
  );
}

interface ConditionsProps {
  readonly draft: Draft;
  readonly rows: Draft['rows'];
  readonly keeps: readonly number[] | undefined;
  readonly fields: Parameters<typeof RuleBuilder>[0]['fields'];
  readonly onChange: (written: Written) => void;
}

/** The rule as rows and groups; while its text cannot be read there are none to show. */
function Conditions({ draft, rows, keeps, fields, onChange }: ConditionsProps) {
  const { t } = useTranslation();
  if (!draft.group) return <Alert type="info" showIcon title={t('understand.builder.unreadable')} />;
  return (
    <>
      <RuleBuilder
        group={draft.group}
        onChange={(group) => onChange({ group })}
        fields={fields}
        rows={rows}
        keeps={keeps}
      />
      {draft.group.rules.length === 0 && <p className="quiet small">{t('understand.builder.empty')}</p>}
    </>
  );
}

function PeriodChoice({ periods, period }: { periods: readonly string[]; period: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  if (period === undefined) return null;
  return (
    <Select
      size="small"
      variant="borderless"
      aria-label={t('app.period')}
      value={period}
      popupMatchSelectWidth={false}
      onChange={(chosen) => void navigate({ search: (now) => ({ ...now, period: chosen }), replace: true })}
      options={periods.toReversed().map((one) => ({ value: one, label: format.period(one) }))}
    />
  );
}
