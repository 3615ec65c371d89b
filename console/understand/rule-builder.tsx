import type { RecordField } from '#contract';
import type { FormGroup } from '#query';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  QueryBuilder,
  Rule,
  RuleGroup,
  type ControlElementsProp,
  type FullField,
  type RuleGroupProps,
  type RuleGroupType,
  type RuleProps,
} from 'react-querybuilder';
import { useFormat } from '#parts';
import { reading } from '../app/client.ts';
import type { RuleMark } from './rule-check.ts';
import { AddButton, AndOr, Arrows, Not, RowButton, ValueSource } from './rule-controls.tsx';
import { formFields, operatorsOf, RuleFormContext, useRuleForm } from './rule-form.ts';
import { FieldChoice, OperatorChoice } from './rule-choices.tsx';
import { RuleMarks } from './rule-marks.tsx';
import { ValueBox } from './rule-values.tsx';
import './rule-builder.css';

interface RuleBuilderProps {
  readonly group: FormGroup;
  readonly onChange: (group: FormGroup) => void;
  readonly fields: readonly RecordField[];
  readonly rows: ReadonlyMap<string, readonly RuleMark[]>;
  readonly keeps: readonly number[] | undefined;
}

/** Rows and groups by react-querybuilder; every control is our own, so that each has a name and a place for its problem. */
const controls: ControlElementsProp<FullField, string> = {
  rule: Row,
  ruleGroup: Group,
  fieldSelector: FieldChoice,
  operatorSelector: OperatorChoice,
  valueEditor: ValueBox,
  valueSourceSelector: ValueSource,
  combinatorSelector: AndOr,
  notToggle: Not,
  addRuleAction: AddButton,
  addGroupAction: AddButton,
  removeRuleAction: RowButton,
  removeGroupAction: RowButton,
  cloneRuleAction: RowButton,
  cloneGroupAction: RowButton,
  shiftActions: Arrows,
};

export function RuleBuilder({ group, onChange, fields, rows, keeps }: RuleBuilderProps) {
  const known = useMemo(() => formFields(fields, group), [fields, group]);
  const tags = useQuery({ ...reading('listTags', { query: {} }), staleTime: 60_000 });
  const audiences = useQuery({ ...reading('listAudiences', { query: { limit: 1000 } }), staleTime: 60_000 });
  const form = useMemo(
    () => ({ fields: known, tags: tags.data?.items ?? [], audiences: audiences.data?.items ?? [], rows, keeps }),
    [known, tags.data, audiences.data, rows, keeps],
  );
  const options = useMemo(() => [...known.values()].map(({ name }) => ({ name, value: name, label: name })), [known]);
  const typeOf = (name: string) => known.get(name)?.type ?? 'text';
  return (
    <RuleFormContext value={form}>
      <QueryBuilder
        fields={options}
        query={group as RuleGroupType}
        onQueryChange={(changed) => onChange(changed as FormGroup)}
        controlElements={controls}
        translations={useTranslations()}
        getOperators={(name) =>
          operatorsOf(typeOf(name)).map((operator) => ({ name: operator, value: operator, label: operator }))
        }
        getDefaultValue={({ field }) => (typeOf(field) === 'boolean' ? true : '')}
        getValueSources={(name) =>
          ['number', 'integer', 'date', 'text'].includes(typeOf(name)) && !name.startsWith('~')
            ? ['value', 'field']
            : ['value']
        }
        autoSelectField={false}
        resetOnOperatorChange={false}
        enableMountQueryChange={false}
        listsAsArrays
        showNotToggle
        showCloneButtons
        showShiftActions
      />
    </RuleFormContext>
  );
}

function useTranslations() {
  const { t } = useTranslation();
  return useMemo(() => {
    const said = (text: string) => ({ label: text, title: text });
    return {
      fields: { title: t('understand.builder.field'), placeholderLabel: t('understand.builder.chooseField') },
      operators: { title: t('understand.builder.operator') },
      values: { title: t('understand.builder.value') },
      value: { title: t('understand.builder.value') },
      valueSourceSelector: { title: t('understand.builder.source') },
      combinators: { title: t('understand.builder.combinator') },
      notToggle: said(t('understand.builder.not')),
      addRule: said(t('understand.builder.addRule')),
      addGroup: said(t('understand.builder.addGroup')),
      removeRule: said(t('understand.builder.removeRule')),
      removeGroup: said(t('understand.builder.removeGroup')),
      cloneRule: said(t('understand.builder.copyRule')),
      cloneRuleGroup: said(t('understand.builder.copyGroup')),
      shiftActionUp: said(t('understand.builder.up')),
      shiftActionDown: said(t('understand.builder.down')),
    };
  }, [t]);
}

function Row(props: RuleProps) {
  const { rows } = useRuleForm();
  const marks = rows.get(props.path.join('.'));
  return (
    <div className={marks ? 'rb-part rb-wrong' : 'rb-part'}>
      <Rule {...props} />
      {props.path.length === 1 && <Keeps index={props.path[0] ?? 0} />}
      {marks && <RuleMarks marks={marks} />}
    </div>
  );
}

function Group(props: RuleGroupProps) {
  const { rows } = useRuleForm();
  const { t } = useTranslation();
  const path = props.path.join('.');
  const marks = rows.get(path);
  return (
    <div
      className={marks ? 'rb-part rb-wrong' : 'rb-part'}
      role="group"
      aria-label={t(path === '' ? 'understand.builder.title' : 'understand.builder.group')}
    >
      <RuleGroup {...props} />
      {props.path.length === 1 && <Keeps index={props.path[0] ?? 0} />}
      {marks && <RuleMarks marks={marks} />}
    </div>
  );
}

/** How many of everybody a condition at the top keeps by itself, as a thin bar under it. */
function Keeps({ index }: { index: number }) {
  const { keeps } = useRuleForm();
  const { t } = useTranslation();
  const format = useFormat();
  const share = keeps?.[index];
  if (share === undefined) return null;
  return (
    <div className="rb-keeps" title={t('understand.builder.keeps', { share: format.percent(share) })}>
      <span style={{ width: `${Math.max(share * 100, 0.5)}%` }} />
      <em>{format.percent(share)}</em>
    </div>
  );
}
