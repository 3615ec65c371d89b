import { IndicatorFamily, type IndicatorDefinition, type IndicatorDetail, type IndicatorWarningRule } from '#contract';
import { ErrorState, useErrorWords, useText } from '#parts';
import { explainMetric, readMetric, type MetricCatalogue } from '#query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { catalogueOf, markOf, serverDecides, type RuleMark } from '../rule-check.ts';
import { RuleInput } from '../rule-input.tsx';
import './indicators.css';

const route = getRouteApi('/signed-in/understand/indicators/define');

/** Defining an indicator, or changing one: then the next version is written. */
export default function DefineIndicatorScreen(): ReactNode {
  const { t } = useTranslation();
  const { indicator } = route.useSearch();
  const old = useQuery({
    ...reading('readIndicator', { params: { id: indicator ?? '' } }),
    enabled: indicator !== undefined,
  });
  const title = t(indicator === undefined ? 'understand.indicators.form.title' : 'understand.indicators.edit');
  return (
    <Page title={title} narrow>
      {indicator === undefined ? (
        <DefinitionForm old={undefined} />
      ) : (
        <Answer of={old}>{(data) => <DefinitionForm key={data.version} old={data} />}</Answer>
      )}
    </Page>
  );
}

interface Values {
  readonly id: string;
  readonly nameEn: string;
  readonly nameZh: string;
  readonly meaningEn: string;
  readonly meaningZh: string;
  readonly family: IndicatorDefinition['family'];
  readonly unit: string;
  readonly dimensions: string[];
  readonly direction: IndicatorDefinition['direction'];
  readonly owner: string;
  readonly above: number | null;
  readonly below: number | null;
  readonly deviation: boolean;
  readonly missing: boolean;
}

function DefinitionForm({ old }: { old: IndicatorDetail | undefined }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [formula, setFormula] = useState(old?.formula ?? '');
  const catalogue = useMetricCatalogue();
  const checked = useMemo(() => catalogue && readMetric(formula, catalogue, old?.id), [formula, catalogue, old]);
  const marks = formula === '' || !checked || checked.ok ? [] : checked.problems.filter(browserKnows).map(markOf);
  const save = useMutation({
    mutationFn: (values: Values) =>
      client.putIndicator({ params: { id: old?.id ?? values.id.trim() }, body: definitionOf(values, formula) }),
    onSuccess: async (done) => {
      for (const name of ['listIndicators', 'readIndicator', 'queryIndicators'])
        await queries.invalidateQueries({ queryKey: [name] });
      void message.success(t('understand.indicators.form.saved', { version: done.version }));
      await navigate({ to: '/understand/indicators/$indicator', params: { indicator: done.id } });
    },
    onError: (error) => void message.error(words(error)),
  });
  return (
    <Panel>
      <Form<Values>
        layout="vertical"
        className="indicator-form"
        initialValues={valuesOf(old)}
        onFinish={(values) => save.mutate(values)}
      >
        {old === undefined && <Text name="id" help={t('understand.indicators.form.idHelp')} />}
        <Text name="nameEn" />
        <Text name="nameZh" />
        <Formula formula={formula} onChange={setFormula} marks={marks} catalogue={catalogue} />
        <Preview formula={formula} catalogue={catalogue} self={old?.id} />
        <Text name="unit" help={t('understand.indicators.form.unitHelp')} optional />
        <Choices />
        <Text name="meaningEn" />
        <Text name="meaningZh" />
        <Text name="owner" optional />
        <WarningRules />
        {save.error && (
          <div className="wide">
            <ErrorState error={save.error} />
          </div>
        )}
        <div className="wide">
          <Button
            type="primary"
            htmlType="submit"
            loading={save.isPending}
            disabled={formula.trim() === '' || marks.length > 0}
          >
            {t('understand.indicators.form.save')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

const browserKnows = ({ code }: { code: RuleMark['code'] }): boolean =>
  !(serverDecides as ReadonlySet<string>).has(code);

/** What a formula may name, as far as the page knows: fields, indicators and facts. Tags and audiences the server decides. */
function useMetricCatalogue(): MetricCatalogue | undefined {
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const library = useQuery({ ...reading('listIndicators', { query: {} }), staleTime: 300_000 });
  return useMemo(() => {
    if (!fields.data || !library.data) return undefined;
    return {
      ...catalogueOf(fields.data.items, fields.data.period ?? '2000-01'),
      indicators: Object.fromEntries(
        library.data.items.map((one) => [one.id, { formula: one.formula, labels: one.name }]),
      ),
      facts: Object.fromEntries(library.data.facts.map(({ name, label, unit }) => [name, { labels: label, unit }])),
    };
  }, [fields.data, library.data]);
}

function Formula(props: {
  formula: string;
  onChange: (text: string) => void;
  marks: readonly RuleMark[];
  catalogue: MetricCatalogue | undefined;
}) {
  const { t } = useTranslation();
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  return (
    <Form.Item
      className="wide"
      required
      label={t('understand.indicators.form.formula')}
      extra={t('understand.indicators.form.formulaHelp')}
    >
      <RuleInput
        label={t('understand.indicators.form.formula')}
        value={props.formula}
        onChange={props.onChange}
        fields={fields.data?.items ?? []}
        marks={props.marks}
      />
    </Form.Item>
  );
}

function Preview(props: { formula: string; catalogue: MetricCatalogue | undefined; self: string | undefined }) {
  const { t, i18n } = useTranslation();
  const read = props.catalogue && readMetric(props.formula, props.catalogue, props.self);
  return (
    <p className="wide quiet" aria-live="polite">
      {t('understand.indicators.form.preview')}:{' '}
      {read?.ok ? explainMetric(read.rule, i18n.language === 'zh' ? 'zh' : 'en') : t('understand.indicators.form.wait')}
    </p>
  );
}

type TextName = 'id' | 'nameEn' | 'nameZh' | 'meaningEn' | 'meaningZh' | 'unit' | 'owner';

function Text({ name, help, optional = false }: { name: TextName; help?: string; optional?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={t(`understand.indicators.form.${name}`)}
      extra={help}
      rules={optional ? [] : [{ required: true, whitespace: true, message: t('understand.indicators.form.required') }]}
    >
      <Input maxLength={name.startsWith('meaning') ? 500 : 80} />
    </Form.Item>
  );
}

function Choices() {
  const { t } = useTranslation();
  const label = useText();
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const cuts = (fields.data?.items ?? []).filter((field) => field.type === 'boolean' || field.values);
  return (
    <>
      <Form.Item name="family" label={t('understand.indicators.family')}>
        <Select
          options={IndicatorFamily.options.map((one) => ({
            value: one,
            label: t(`understand.indicators.families.${one}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="direction" label={t('understand.indicators.form.direction')}>
        <Select
          options={(['up', 'down', 'none'] as const).map((one) => ({
            value: one,
            label: t(`understand.indicators.directions.${one}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="dimensions" className="wide" label={t('understand.indicators.form.dimensions')}>
        <Select mode="multiple" options={cuts.map((field) => ({ value: field.name, label: label(field.label) }))} />
      </Form.Item>
    </>
  );
}

function WarningRules() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="above" label={t('understand.indicators.form.above')}>
        <InputNumber controls={false} />
      </Form.Item>
      <Form.Item name="below" label={t('understand.indicators.form.below')}>
        <InputNumber controls={false} />
      </Form.Item>
      <Form.Item name="deviation" valuePropName="checked">
        <Checkbox>{t('understand.indicators.form.deviation')}</Checkbox>
      </Form.Item>
      <Form.Item name="missing" valuePropName="checked">
        <Checkbox>{t('understand.indicators.form.missing')}</Checkbox>
      </Form.Item>
    </>
  );
}

function valuesOf(old: IndicatorDetail | undefined): Partial<Values> {
  const limit = (kind: 'above' | 'below'): number | null => {
    const rule = old?.warnings.find((one) => one.kind === kind);
    return rule && 'limit' in rule ? rule.limit : null;
  };
  const has = (kind: IndicatorWarningRule['kind']): boolean => old?.warnings.some((one) => one.kind === kind) ?? false;
  return {
    nameEn: old?.name.en ?? '',
    nameZh: old?.name.zh ?? '',
    meaningEn: old?.meaning.en ?? '',
    meaningZh: old?.meaning.zh ?? '',
    family: old?.family ?? 'customers',
    unit: old?.unit ?? '',
    dimensions: [...(old?.dimensions ?? [])],
    direction: old?.direction ?? 'none',
    owner: old?.owner ?? '',
    above: limit('above'),
    below: limit('below'),
    deviation: has('deviation'),
    missing: has('missing'),
  };
}

function definitionOf(values: Values, formula: string): IndicatorDefinition {
  const warnings: IndicatorWarningRule[] = [
    ...(values.above === null ? [] : [{ kind: 'above' as const, limit: values.above }]),
    ...(values.below === null ? [] : [{ kind: 'below' as const, limit: values.below }]),
    ...(values.deviation ? [{ kind: 'deviation' as const, z: 3.5 }] : []),
    ...(values.missing ? [{ kind: 'missing' as const }] : []),
  ];
  const { nameEn, nameZh, meaningEn, meaningZh, family, unit, dimensions, direction, owner } = values;
  return {
    name: { en: nameEn, zh: nameZh },
    meaning: { en: meaningEn, zh: meaningZh },
    family,
    unit: unit.trim(),
    owner: owner.trim() === '' ? null : owner.trim(),
    formula: formula.trim(),
    dimensions,
    direction,
    warnings,
  };
}
