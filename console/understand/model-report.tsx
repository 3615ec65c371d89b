import type { ModelReport, ModelVersion, PredictionReport, Result, routes, UpliftReport } from '#contract';
import { Badge, EmptyState, Estimate, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, reading } from '../app/client.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay, useSession } from '../app/session.ts';
import { Calibration, Deciles, Dependence, Importance, ShareCurve } from './model-charts.tsx';
import { actsOf, ModelActDialog, type ModelAct } from './model-act-dialog.tsx';
import { Fairness, Stability } from './model-fairness.tsx';
import { Leaks } from './model-leaks.tsx';
import { stateTone } from './model-words.ts';
import { UpliftCurve, UpliftDeciles, UpliftGroups } from './uplift-charts.tsx';
import './models.css';

const route = getRouteApi('/signed-in/understand/models/$model/$version');

/** How good a version is, on customers it has not seen, and what it was learnt from. */
export default function ModelReportScreen(): ReactNode {
  const { t } = useTranslation();
  const { model, version } = route.useParams();
  const report = useQuery(reading('modelReport', { params: { id: model, version } }));
  if (isProblem(report.error, 'missing'))
    return (
      <EmptyState
        title={t('understand.models.gone', { id: `${model} ${version}` })}
        action={<Link to="/understand/models">{t('understand.models.title')}</Link>}
      />
    );
  return <Answer of={report}>{(data) => <Shown data={data} />}</Answer>;
}

function Shown({ data: { version, report } }: { data: Result<typeof routes.modelReport> }) {
  const { t } = useTranslation();
  const text = useText();
  const model = useQuery(reading('readModel', { params: { id: version.model } }));
  const name = model.data ? text(model.data.name) : version.model;
  const may = useMay();
  const { login } = useSession();
  const [act, setAct] = useState<ModelAct>();
  const acts = actsOf(version, { write: may('models.write'), approve: may('models.approve') }, login);
  return (
    <Page
      title={t('understand.models.report.title', { model: name, version: version.version })}
      heading={
        <>
          <Link className="set-apart" to="/understand/models/$model" params={{ model: version.model }}>
            {name}
          </Link>{' '}
          {t('understand.models.versionShort', { version: version.version })}{' '}
          <Badge tone={stateTone[version.state]}>{t(`understand.models.states.${version.state}`)}</Badge>
        </>
      }
      actions={acts.map((one, i) => (
        <Button key={one} type={i === 0 ? 'primary' : 'default'} onClick={() => setAct(one)}>
          {t(`understand.models.acts.${one}`, { version: version.version })}
        </Button>
      ))}
    >
      <div className="panels">
        <Learnt version={version} />
        {report === null ? (
          <Panel>
            <EmptyState title={t('understand.models.report.none')}>
              {t('understand.models.report.noneAdvice')}
            </EmptyState>
          </Panel>
        ) : (
          <Report report={report} file={`${version.model}-${version.version}`} />
        )}
      </div>
      <ModelActDialog
        model={version.model}
        asked={act && { act, version: version.version }}
        onClose={() => setAct(undefined)}
      />
    </Page>
  );
}

/** What the version was learnt from, and what the leakage check has found. */
function Learnt({ version }: { version: ModelVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { training } = version;
  return (
    <Panel title={t('understand.models.report.learnt')}>
      {training === null ? (
        <p className="quiet">{t('understand.models.report.importedFrom', { learner: version.learner })}</p>
      ) : (
        <p>
          {t('understand.models.report.learntFrom', {
            period: format.period(training.period),
            customers: format.count(training.customers),
            positives: format.count(training.positives),
            sampled: format.count(training.sampled),
            fields: format.count(training.fields.length),
          })}
          {training.outcomeUntil !== null &&
            ` ${t('understand.models.report.outcomeUntil', { until: format.period(training.outcomeUntil) })}`}
        </p>
      )}
      <Leaks leaks={version.leaks} />
    </Panel>
  );
}

function Report({ report, file }: { report: ModelReport; file: string }) {
  if (report.kind === 'prediction') return <Prediction report={report} file={file} />;
  if (report.kind === 'uplift') return <Uplift report={report} file={file} />;
  return <Value report={report} file={file} />;
}

const toOne = (x: number): number => x;

function PredictionFigures({ report }: { report: PredictionReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="model-figures">
      <Fact name={t('understand.models.measures.auc')}>
        {format.decimal(report.auc.estimate, 4)}{' '}
        <span className="quiet small">
          {format.decimal(report.auc.low, 3)} – {format.decimal(report.auc.high, 3)}
        </span>
      </Fact>
      <Fact name={t('understand.models.report.averagePrecision')}>{format.decimal(report.averagePrecision, 3)}</Fact>
      <Fact name={t('understand.models.report.brier')}>{format.decimal(report.brier, 4)}</Fact>
      <Fact name={t('understand.models.report.topLift')}>{format.decimal(report.deciles[0]?.lift ?? 0, 2)}</Fact>
      <Fact name={t('understand.models.report.correction')}>
        {t(`understand.models.corrections.${report.correction}`)}
      </Fact>
    </dl>
  );
}

function Prediction({ report, file }: { report: PredictionReport; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  // Of all customers: among those held out, the ones with the outcome are more, as a sample takes all of them.
  const rate = report.precisionRecall.at(-1)?.y ?? 0;
  const name = t('understand.models.report.model');
  return (
    <>
      <Panel title={t('understand.models.report.heldOut', { customers: format.count(report.customers) })}>
        <PredictionFigures report={report} />
      </Panel>
      <div className="model-grid">
        <Panel>
          <ShareCurve
            title={t('understand.models.report.roc', { auc: format.decimal(report.auc.estimate, 3) })}
            note={t('understand.models.report.rocNote')}
            file={`${file}-roc`}
            curves={[{ name, points: report.roc }]}
            random={toOne}
            axis={t('understand.models.report.falsePositives')}
          />
        </Panel>
        <Panel>
          <Deciles deciles={report.deciles} file={file} />
        </Panel>
        <Panel>
          <ShareCurve
            title={t('understand.models.report.precisionRecall')}
            note={t('understand.models.report.precisionRecallNote')}
            file={`${file}-precision-recall`}
            curves={[{ name, points: report.precisionRecall }]}
            random={() => rate}
            axis={t('understand.models.report.recall')}
          />
        </Panel>
        <Panel>
          <Calibration bins={report.calibration} file={file} />
        </Panel>
        <Panel>
          <Importance items={report.importance} file={file} />
        </Panel>
        <Stability rows={report.stability} file={file} />
      </div>
      <Dependences items={report.partialDependence} file={file} />
      <Fairness items={report.fairness} />
    </>
  );
}

function Value({ report, file }: { report: Extract<ModelReport, { kind: 'value' }>; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Panel title={t('understand.models.report.heldOut', { customers: format.count(report.customers) })}>
        <dl className="model-figures">
          <Fact name={t('understand.models.measures.r2')}>{format.decimal(report.r2, 3)}</Fact>
          <Fact name={t('understand.models.report.meanAbsoluteError')}>
            {format.decimal(report.meanAbsoluteError, 2)}
          </Fact>
          <Fact name={t('understand.models.report.rootMeanSquaredError')}>
            {format.decimal(report.rootMeanSquaredError, 2)}
          </Fact>
        </dl>
      </Panel>
      <div className="model-grid">
        <Panel>
          <Calibration bins={report.calibration} file={file} isNumber />
        </Panel>
        <Panel>
          <Importance items={report.importance} file={file} />
        </Panel>
        <Stability rows={report.stability} file={file} />
      </div>
      <Dependences items={report.partialDependence} file={file} />
    </>
  );
}

function Uplift({ report, file }: { report: UpliftReport; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {report.arms.map((arm) => (
        <Panel
          key={arm.arm}
          title={t('understand.models.report.arm', {
            arm: arm.arm,
            treated: format.count(arm.treated),
            control: format.count(arm.control),
          })}
        >
          <dl className="model-figures">
            <Fact name={t('understand.models.report.effect')}>
              <Estimate value={arm.effect} kind="points" />
            </Fact>
            <Fact name={t('understand.models.measures.qini')}>
              {format.decimal(arm.qini.estimate, 5)}{' '}
              <span className="quiet small">
                {format.decimal(arm.qini.low, 5)} – {format.decimal(arm.qini.high, 5)}
              </span>
            </Fact>
            <Fact name={t('understand.models.report.qiniOfResponse')}>{format.decimal(arm.qiniOfResponse, 5)}</Fact>
            {arm.upliftAt.map(({ share, uplift }) => (
              <Fact key={share} name={t('understand.models.report.upliftAt', { share: format.percent(share) })}>
                <Estimate value={uplift} kind="points" />
              </Fact>
            ))}
          </dl>
          <div className="model-grid">
            <UpliftCurve arm={arm} file={`${file}-${arm.arm}`} />
            <UpliftDeciles arm={arm} file={`${file}-${arm.arm}`} />
          </div>
        </Panel>
      ))}
      <Panel title={t('understand.models.report.groups')}>
        <UpliftGroups groups={report.groups} />
      </Panel>
      <Panel>
        <Importance items={report.importance} file={file} />
      </Panel>
    </>
  );
}

function Dependences({ items, file }: { items: PredictionReport['partialDependence']; file: string }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <Panel title={t('understand.models.report.dependence')}>
      <p className="quiet small">{t('understand.models.report.dependenceNote')}</p>
      <div className="model-grid">
        {items.map((of) => (
          <Dependence key={of.field} of={of} file={file} />
        ))}
      </div>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
