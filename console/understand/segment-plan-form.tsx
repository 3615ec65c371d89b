import { Problem, type SegmentationDetail, type SegmentMeasure, type SegmentPlan } from '#contract';
import { ProblemList, useErrorWords, useText } from '#parts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, InputNumber, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { idOf } from './save-audience.tsx';
import { SegmentCarveOuts, carveOutsOf, writtenCarveOuts, type WrittenCarveOut } from './segment-carve-outs.tsx';

interface PlanFormProps {
  readonly saved: SegmentationDetail | undefined;
  readonly onFit: (id: string, job: string) => void;
}
interface Chosen {
  readonly en: string;
  readonly zh: string;
  readonly from: number;
  readonly to: number;
  readonly seed: number;
  readonly byValue: boolean;
  readonly carveOuts?: readonly WrittenCarveOut[];
}
type Offered = SegmentMeasure & { readonly family: string; readonly chosen: boolean };

/** What customers are told apart by, and how many groups are looked for. */
export function SegmentPlanForm({ saved, onFit }: PlanFormProps): ReactNode {
  const offered = useQuery(reading('suggestMeasures'));
  return <Answer of={offered}>{({ items }) => <PlanForm saved={saved} onFit={onFit} offered={items} />}</Answer>;
}

function PlanForm({ saved, onFit, offered }: PlanFormProps & { readonly offered: readonly Offered[] }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const may = useMay();
  const known = withSaved(offered, saved);
  const [measures, setMeasures] = useState<readonly string[]>(() =>
    saved ? saved.plan.measures.map(({ id }) => id) : known.filter(({ chosen }) => chosen).map(({ id }) => id),
  );
  const fit = useMutation({
    mutationFn: async (chosen: Chosen) => {
      const id = saved?.id ?? idOf(chosen.en || chosen.zh);
      const started = await client.fitSegmentation({ params: { id }, body: planOf(chosen, known, measures, saved) });
      return { id, job: started.job };
    },
    onSuccess: ({ id, job }) => onFit(id, job),
  });
  return (
    <Form<Chosen>
      layout="vertical"
      className="segment-plan"
      initialValues={initialOf(saved)}
      onFinish={(chosen) => fit.mutate(chosen)}
    >
      <Panel title={t('understand.segments.plan.measures')} more={<span className="quiet">{measures.length}</span>}>
        <p className="quiet">{t('understand.segments.plan.measuresAbout')}</p>
        <Measures known={known} chosen={measures} onChoose={setMeasures} />
      </Panel>
      <div className="panels">
        <SegmentCarveOuts />
        <Panel title={t('understand.segments.plan.how')}>
          <HowMany isNew={saved === undefined} />
          {fit.error && (
            <Alert
              type="error"
              title={words(fit.error)}
              description={fit.error instanceof Problem && <ProblemList problem={fit.error} />}
              showIcon
            />
          )}
          {may('audiences.write') && (
            <Button type="primary" htmlType="submit" loading={fit.isPending} disabled={measures.length < 2}>
              {t(saved ? 'understand.segments.plan.refit' : 'understand.segments.plan.fit')}
            </Button>
          )}
          {saved && <p className="quiet">{t('understand.segments.plan.refitAbout')}</p>}
        </Panel>
      </div>
    </Form>
  );
}

function Measures(props: {
  readonly known: readonly Offered[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}) {
  const { known, chosen, onChoose } = props;
  const { t } = useTranslation();
  const text = useText();
  return [...Map.groupBy(known, ({ family }) => family)].map(([family, own]) => (
    <fieldset key={family} className="segment-family">
      <legend>{t(`know.fields.families.${family as 'voice'}`)}</legend>
      {own.map(({ id, label, formula }) => (
        <Checkbox
          key={id}
          checked={chosen.includes(id)}
          onChange={(event) => onChoose(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        >
          {text(label)} <code className="quiet">{formula}</code>
        </Checkbox>
      ))}
    </fieldset>
  ));
}

function HowMany({ isNew }: { readonly isNew: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {isNew && (
        <div className="segment-row">
          <Form.Item
            name="en"
            label={t('understand.segments.plan.nameEn')}
            rules={[{ required: true, message: t('understand.segments.plan.nameMissing') }]}
          >
            <Input />
          </Form.Item>
          <Form.Item name="zh" label={t('understand.segments.plan.nameZh')}>
            <Input />
          </Form.Item>
        </div>
      )}
      <div className="segment-row">
        <Form.Item name="from" label={t('understand.segments.plan.from')}>
          <InputNumber controls={false} min={2} max={20} precision={0} />
        </Form.Item>
        <Form.Item name="to" label={t('understand.segments.plan.to')}>
          <InputNumber controls={false} min={2} max={20} precision={0} />
        </Form.Item>
        <Form.Item
          name="seed"
          label={t('understand.segments.plan.seed')}
          tooltip={t('understand.segments.plan.seedAbout')}
        >
          <InputNumber controls={false} min={0} max={4_294_967_295} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="byValue" valuePropName="checked" label={t('understand.segments.plan.byValue')}>
        <Switch />
      </Form.Item>
    </>
  );
}

/** Measures that were written elsewhere stand beside the ones that are offered. */
function withSaved(offered: readonly Offered[], saved: SegmentationDetail | undefined): readonly Offered[] {
  const own = (saved?.plan.measures ?? []).map((one) => ({
    ...one,
    family: offered.find(({ id }) => id === one.id)?.family ?? 'other',
    chosen: true,
  }));
  return [...offered.filter(({ id }) => !own.some((one) => one.id === id)), ...own].toSorted((a, b) =>
    a.family < b.family ? -1 : a.family > b.family ? 1 : 0,
  );
}

const initialOf = (saved: SegmentationDetail | undefined): Chosen => ({
  en: saved?.name.en ?? '',
  zh: saved?.name.zh ?? '',
  from: saved?.plan.k[0] ?? 3,
  to: saved?.plan.k[1] ?? 10,
  seed: saved?.plan.seed ?? 1,
  byValue: saved ? saved.plan.value !== null : true,
  carveOuts: writtenCarveOuts(saved?.plan),
});

function planOf(
  chosen: Chosen,
  known: readonly Offered[],
  measures: readonly string[],
  saved: SegmentationDetail | undefined,
): SegmentPlan {
  const k: SegmentPlan['k'] = [Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)];
  return {
    name: saved?.name ?? { en: chosen.en || chosen.zh, zh: chosen.zh || chosen.en },
    measures: known.filter(({ id }) => measures.includes(id)).map(({ family: _, chosen: __, ...measure }) => measure),
    k,
    seed: chosen.seed,
    carveOuts: carveOutsOf(chosen.carveOuts ?? []),
    value: chosen.byValue ? (saved?.plan.value ?? usualBands) : null,
  };
}

/** A fifth of the customers bring about half of the revenue: they are looked at by themselves. */
const usualBands: NonNullable<SegmentPlan['value']> = {
  formula: 'arpu.mean6',
  bands: [
    { id: 'high', name: { en: 'High', zh: '高' }, share: 0.2 },
    { id: 'middle', name: { en: 'Middle', zh: '中' }, share: 0.5 },
    { id: 'low', name: { en: 'Low', zh: '低' }, share: 0.3 },
  ],
};
