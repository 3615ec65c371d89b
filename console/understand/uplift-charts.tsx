import type { UpliftArm, UpliftReport } from '#contract';
import {
  Chart,
  Estimate,
  intervalsHeight,
  intervalsOption,
  linesOption,
  useFormat,
  useTokens,
  type Line,
} from '#parts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** What contacting the best-scored share adds, with its band, beside plain response targeting and chance. */
export function UpliftCurve({ arm, file }: { arm: UpliftArm; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const names = useMemo(
    () => ({
      model: t('understand.models.report.uplift'),
      response: t('understand.models.report.response'),
      random: t('understand.models.report.random'),
    }),
    [t],
  );
  const option = useMemo(() => {
    const lines: Line[] = [
      {
        name: names.model,
        meaning: 'treated',
        points: arm.curve.map(({ model }) => ({ value: model.estimate, low: model.low, high: model.high })),
      },
      { name: names.response, meaning: 'plan', points: arm.curve.map(({ response }) => ({ value: response })) },
      { name: names.random, meaning: 'control', points: arm.curve.map(({ random }) => ({ value: random })) },
    ];
    return linesOption(look, lines, {
      steps: arm.curve.map(({ share }) => format.percent(share)),
      write: format.points,
      tick: (value) => format.decimal(value * 100, 1),
      zero: true,
    });
  }, [arm, names, look, format]);
  const best = arm.curve.reduce(
    (most, point) => (point.model.estimate > most.model.estimate ? point : most),
    arm.curve[0]!,
  );
  return (
    <Chart
      title={t('understand.models.report.upliftFinding', {
        share: format.percent(best.share),
        uplift: format.pointsSize(best.model.estimate),
      })}
      note={t('understand.models.report.upliftNote')}
      option={option}
      height={280}
      file={`${file}-uplift`}
      table={{
        header: [t('understand.models.report.columns.share'), names.model, names.response, names.random],
        rows: arm.curve.map(({ share, model, response, random }) => [share, model.estimate, response, random]),
        shown: arm.curve.map(({ share, model, response, random }) => [
          format.percent(share),
          format.points(model.estimate),
          format.points(response),
          format.points(random),
        ]),
      }}
    />
  );
}

/** Foretold and seen uplift by tenths. */
export function UpliftDeciles({ arm, file }: { arm: UpliftArm; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(
    () =>
      intervalsOption(
        look,
        arm.deciles.map(({ decile, observed }) => ({
          label: t('understand.models.report.decile', { decile }),
          ...observed,
          meaning: 'treated',
        })),
        { write: format.points, tick: (value) => format.decimal(value * 100, 1), zero: true },
      ),
    [arm, look, format, t],
  );
  return (
    <Chart
      title={t('understand.models.report.upliftDeciles')}
      note={t('understand.models.report.upliftDecilesNote')}
      option={option}
      height={intervalsHeight(arm.deciles.length)}
      file={`${file}-uplift-deciles`}
      table={{
        header: (['decile', 'customers', 'predicted', 'observed'] as const).map((name) =>
          t(`understand.models.report.columns.${name}`),
        ),
        rows: arm.deciles.map((one) => [one.decile, one.customers, one.predicted, one.observed.estimate]),
        shown: arm.deciles.map((one) => [
          format.count(one.decile),
          format.count(one.customers),
          format.points(one.predicted),
          format.points(one.observed.estimate),
        ]),
      }}
    />
  );
}

/** Persuadable, sure thing, lost cause, do not wake: how many, and what contact really changed in each. */
export function UpliftGroups({ groups }: { groups: UpliftReport['groups'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = groups.reduce((sum, { customers }) => sum + customers, 0);
  return (
    <div className="gl-table-scroll" tabIndex={0} role="group" aria-label={t('understand.models.report.groups')}>
      <table className="gl-table">
        <thead>
          <tr>
            <th scope="col">{t('understand.models.report.columns.group')}</th>
            <th scope="col" className="gl-right">
              {t('understand.models.report.columns.customers')}
            </th>
            <th scope="col" className="gl-right">
              {t('understand.models.report.columns.untouched')}
            </th>
            <th scope="col" className="gl-right">
              {t('understand.models.report.columns.uplift')}
            </th>
            <th scope="col">{t('understand.models.report.columns.advice')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.group}>
              <th scope="row">{t(`understand.models.groups.${group.group}`)}</th>
              <td className="gl-right">
                {format.count(group.customers)}{' '}
                <span className="quiet">{format.percent(all === 0 ? 0 : group.customers / all)}</span>
              </td>
              <td className="gl-right">{format.percent(group.responseOfControl)}</td>
              <td className="gl-right">
                {group.customers === 0 ? '–' : <Estimate value={group.uplift} kind="points" />}
              </td>
              <td className="quiet">{t(`understand.models.groupAdvice.${group.group}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
