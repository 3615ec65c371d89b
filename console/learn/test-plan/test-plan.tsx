import type { PlannedFigures, TestPlan } from '#contract';
import { Chart, ErrorState, Loading, linesOption, useFormat, useTokens, type Line } from '#parts';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { Page, Panel } from '../../app/page.tsx';
import { useSettled } from '../../app/settled.ts';
import { startDesign, testPlanOf, type Design } from './design.ts';
import { DesignForm } from './design-form.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/test-plan');
const settleMs = 250;
/** Shares of the audience at which the curve is worked out. */
const curveShares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1] as const;

const planOf = (plan: TestPlan) => ({
  queryKey: ['planTest', plan] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => client.planTest({ body: plan }, { signal }),
  placeholderData: keepPreviousData,
  staleTime: Infinity,
});

/** A test before it is done: what it needs, what it can see with the audience at hand, how many days it takes. */
export default function TestPlanScreen() {
  const { t } = useTranslation();
  const { audience } = route.useSearch();
  const [design, setDesign] = useState<Design>(startDesign);
  const settled = useSettled(design, settleMs);
  const plan = useMemo(() => testPlanOf(settled), [settled]);
  const answer = useQuery(planOf(plan));
  return (
    <Page title={t('learn.testPlan.title')} about={t('learn.testPlan.about')}>
      <div className="scheme">
        <Panel>
          <DesignForm design={design} audience={audience} onChange={setDesign} />
        </Panel>
        <div className="panels">
          <Panel title={t('learn.testPlan.answer')}>
            {answer.data ? (
              <Figures design={settled} found={answer.data} />
            ) : answer.error ? (
              <ErrorState error={answer.error} />
            ) : (
              <Loading />
            )}
          </Panel>
          <Panel>
            <Curve design={settled} plan={plan} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

/** An effect as the metric has it: percentage points of a rate, or the metric's own unit. */
function useEffectWords({ kind, unit }: Design) {
  const format = useFormat();
  return useCallback(
    (effect: number) =>
      kind === 'proportion' ? format.pointsSize(effect) : `${format.decimal(effect, 2)} ${unit}`.trim(),
    [kind, unit, format],
  );
}

function Figures({ design, found }: { design: Design; found: PlannedFigures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const effect = useEffectWords(design);
  const enough = found.unitsNeeded !== null && design.units >= found.unitsNeeded;
  const figure = (name: string, value: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <>
      <p className="finding">
        {found.unitsNeeded === null
          ? t('learn.testPlan.noEffect')
          : t(enough ? 'learn.testPlan.enough' : 'learn.testPlan.tooFew', {
              effect: effect(design.effect),
              needed: format.count(found.unitsNeeded),
              units: format.count(design.units),
              power: format.percent(design.power),
            })}
      </p>
      <dl className="figures">
        {figure(t('learn.testPlan.needed'), found.unitsNeeded === null ? '–' : format.count(found.unitsNeeded))}
        {figure(t('learn.testPlan.powerHere'), found.power === null ? '–' : format.percent(found.power))}
        {figure(t('learn.testPlan.detectable'), found.detectable === null ? '–' : effect(found.detectable))}
        {figure(t('learn.testPlan.days'), found.days === null ? '–' : format.count(found.days))}
        {found.daysNeeded !== null && figure(t('learn.testPlan.daysNeeded'), format.count(found.daysNeeded))}
        {found.clustersNeeded !== null &&
          figure(t('learn.testPlan.clustersNeeded'), format.count(found.clustersNeeded))}
        {figure(t('learn.testPlan.varianceFactor'), `× ${format.decimal(found.varianceFactor, 2)}`)}
      </dl>
      <p className="quiet small below-figures">{t('learn.testPlan.factorNote')}</p>
    </>
  );
}

/** Kept as it is for as long as the answers are the same. */
const detectableOf = (answers: readonly { readonly data: PlannedFigures | undefined }[]): (number | null)[] =>
  answers.map(({ data }) => data?.detectable ?? null);

/** What could be seen with fewer of the audience: one answer a point. */
function Curve({ design, plan }: { design: Design; plan: TestPlan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const effect = useEffectWords(design);
  const sizes = useMemo(
    () => curveShares.map((share) => Math.max(2, Math.round(share * design.units))),
    [design.units],
  );
  const seen = useQueries({ queries: sizes.map((units) => planOf({ ...plan, units })), combine: detectableOf });
  const option = useMemo(() => {
    const lines: Line[] = [
      { name: '', meaning: 'treated', points: seen.map((value) => ({ value })) },
      { name: t('learn.testPlan.wanted'), meaning: 'plan', points: seen.map(() => ({ value: design.effect })) },
    ];
    return linesOption(look, lines, {
      steps: sizes.map((units) => format.short(units)),
      write: effect,
      tick: (value) => format.decimal(design.kind === 'proportion' ? value * 100 : value, 2),
    });
  }, [seen, sizes, effect, design.effect, design.kind, look, format, t]);
  return (
    <Chart
      title={t('learn.testPlan.curve')}
      note={t('learn.testPlan.curveNote')}
      option={option}
      height={220}
      file="test-plan"
      table={{
        header: [t('learn.testPlan.units'), t('learn.testPlan.detectable')],
        rows: sizes.map((units, i) => [units, seen[i] ?? null]),
        shown: sizes.map((units, i) => [format.count(units), seen[i] == null ? '–' : effect(seen[i])]),
      }}
    />
  );
}
