import { z } from 'zod';
import { RuleInput } from './rules.ts';
import { ModelReport, UpliftGroup } from './model-reports.ts';
import { route } from './route.ts';
import { usesShown } from './uses.ts';
import { Leak, ModelTarget, TrainingData, TrainingInput } from './training.ts';
import { Id, JobStarted, listQuery, Period, Text2 } from './words.ts';

const ModelState = z.enum(['draft', 'submitted', 'approved', 'champion', 'challenger', 'retired']);
export type ModelState = z.infer<typeof ModelState>;

export const ModelVersion = z.object({
  model: Id,
  version: z.number().int(),
  state: ModelState,
  /** Trained here, or made elsewhere and brought in. */
  origin: z.enum(['trained', 'imported']),
  learner: z.string(),
  target: ModelTarget.nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  submittedBy: z.string().nullable(),
  decidedBy: z.string().nullable(),
  why: z.string().nullable(),
  training: TrainingData.nullable(),
  /** One figure to compare by: AUC, R², or Qini; null where nothing was held out (a model brought in). */
  quality: z.object({ measure: z.enum(['auc', 'r2', 'qini']), value: z.number() }).nullable(),
  leaks: z.array(Leak),
  fields: z.array(z.string()),
});
export type ModelVersion = z.infer<typeof ModelVersion>;

export const Model = z.object({
  id: Id,
  name: Text2,
  target: ModelTarget.nullable(),
  owner: z.string(),
  orgUnitId: Id,
  champion: z.number().int().nullable(),
  challenger: z.number().int().nullable(),
  /** The field that rules read the champion's score by: score('id'). */
  changedAt: z.string(),
  alarms: z.number().int(),
});
export type Model = z.infer<typeof Model>;

/** One look of the monitoring at a published version, on a new month. */
export const MonitoringRow = z.object({
  version: z.number().int(),
  period: Period,
  customers: z.number().int(),
  meanScore: z.number(),
  /** Population stability index of the score against the month of training; above 0.25 is an alarm. */
  psi: z.number(),
  fields: z.array(z.object({ field: z.string(), psi: z.number() })),
  /** On outcomes that have become known since, where there are any. */
  auc: z.number().nullable(),
  positives: z.number().int().nullable(),
  alarms: z.array(
    z.object({ code: z.enum(['score-drift', 'field-drift', 'auc-fallen', 'field-missing']), words: Text2 }),
  ),
  at: z.string(),
});
export type MonitoringRow = z.infer<typeof MonitoringRow>;

/** Why a customer has the score: contributions of fields, the greatest first. */
export const ScoreReason = z.object({
  field: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  /** On the scale of log odds (or of the number that is foretold); above 0 raises the score. */
  contribution: z.number(),
  words: Text2,
});
export type ScoreReason = z.infer<typeof ScoreReason>;

/** In what a model that is brought in is written. */
export const ModelFormat = z.enum(['gridloop', 'xgboost', 'lightgbm', 'onnx']);

const versionParams = z.object({ id: Id, version: z.coerce.number().int().min(1) });
const why = z.object({ why: z.string().max(1000).optional() });

export const modelRoutes = {
  listModels: route({
    method: 'GET',
    path: '/models',
    summary: 'The registry: models with their champion and challenger',
    permission: 'models.read',
    query: listQuery(['id', 'name', 'owner', 'alarms', 'changed']).extend({
      /** Whether a version is in use, or none yet. */
      inUse: z.stringbool().optional(),
    }),
    response: z.object({
      total: z.number().int(),
      items: z.array(Model.extend({ championVersion: ModelVersion.nullable() })),
    }),
  }),
  readModel: route({
    method: 'GET',
    path: '/models/:id',
    summary: 'One model with its versions, the newest first, what happened to them, and its monitoring',
    permission: 'models.read',
    params: z.object({ id: Id }),
    response: Model.extend({
      versions: z.array(ModelVersion),
      history: z.array(
        z.object({
          version: z.number().int(),
          from: ModelState.nullable(),
          to: ModelState,
          at: z.string(),
          by: z.string(),
          why: z.string().nullable(),
        }),
      ),
      monitoring: z.array(MonitoringRow),
      /** What reads its score. */
      ...usesShown,
    }),
  }),
  modelReport: route({
    method: 'GET',
    path: '/models/:id/versions/:version/report',
    summary: 'How good a version is, on customers it was not trained on',
    permission: 'models.read',
    params: versionParams,
    response: z.object({ version: ModelVersion, report: ModelReport.nullable() }),
  }),
  modelDocument: route({
    method: 'GET',
    path: '/models/:id/versions/:version/document',
    summary: 'A version as a document that gridloop model score reads',
    permission: 'models.read',
    params: versionParams,
    response: z.unknown(),
  }),
  checkTraining: route({
    method: 'POST',
    path: '/models/check',
    summary:
      'What a training would learn from: customers, outcomes, and fields that may know the future; a job whose result is a TrainingCheck',
    permission: 'models.write',
    body: TrainingInput,
    response: JobStarted,
  }),
  trainModel: route({
    method: 'POST',
    path: '/models/:id/train',
    summary: 'Train a new version; a job whose result is the version',
    permission: 'models.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({ name: Text2.optional(), training: TrainingInput }),
    response: JobStarted,
  }),
  importModel: route({
    method: 'POST',
    path: '/models/:id/import',
    summary: 'A model document made elsewhere as a new version',
    permission: 'models.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({
      name: Text2.optional(),
      format: ModelFormat,
      /** The file’s text; of ONNX, which has none, the file in base64. */
      content: z.string().min(1).max(60_000_000),
      /** The record’s field of each input of the model, by its name there; those named alike need none. */
      fields: z.record(z.string(), z.string()).default({}),
    }),
    response: ModelVersion,
  }),
  submitModel: route({
    method: 'POST',
    path: '/models/:id/versions/:version/submit',
    summary: 'Hand a version in for approval',
    permission: 'models.write',
    audit: true,
    params: versionParams,
    body: why,
    response: ModelVersion,
  }),
  approveModel: route({
    method: 'POST',
    path: '/models/:id/versions/:version/approve',
    summary: 'Approve a version; not by whoever made or submitted it',
    permission: 'models.approve',
    audit: true,
    params: versionParams,
    body: why,
    response: ModelVersion,
  }),
  rejectModel: route({
    method: 'POST',
    path: '/models/:id/versions/:version/reject',
    summary: 'Send a version back, with the reason',
    permission: 'models.approve',
    audit: true,
    params: versionParams,
    body: why,
    response: ModelVersion,
  }),
  publishModel: route({
    method: 'POST',
    path: '/models/:id/versions/:version/publish',
    summary: 'Put an approved version to use as champion, or beside it as challenger',
    permission: 'models.write',
    audit: true,
    params: versionParams,
    body: z.object({ as: z.enum(['champion', 'challenger']), why: z.string().max(1000).optional() }),
    response: ModelVersion,
  }),
  rollBackModel: route({
    method: 'POST',
    path: '/models/:id/roll-back',
    summary: 'Put the champion before this one back to use',
    permission: 'models.write',
    audit: true,
    params: z.object({ id: Id }),
    body: why,
    response: ModelVersion,
  }),
  retireModel: route({
    method: 'POST',
    path: '/models/:id/versions/:version/retire',
    summary: 'Take a version out of use',
    permission: 'models.write',
    audit: true,
    params: versionParams,
    body: why,
    response: ModelVersion,
  }),
  monitorModels: route({
    method: 'POST',
    path: '/models/monitor',
    summary: 'Look at all published models on the newest month; a job (it also runs after every build of the record)',
    permission: 'models.write',
    body: z.object({}),
    response: JobStarted,
  }),
  lookAlike: route({
    method: 'POST',
    path: '/audiences/look-alike',
    summary: 'Customers most like those of a rule, among the others; a job whose result names the version and the cut',
    permission: 'audiences.export',
    audit: true,
    body: z.object({
      rule: RuleInput,
      top: z.number().int().min(1).max(10_000_000),
      /** The model it is kept as. */
      id: Id,
      seed: z.number().int().min(0).default(42),
      exclude: z.array(z.string()).max(500).default([]),
    }),
    response: JobStarted,
  }),
  lookAlikeTop: route({
    method: 'GET',
    path: '/models/:id/versions/:version/top',
    summary: 'The best-scored customers of a look-alike, without those it learnt from, as CSV',
    permission: 'audiences.export',
    audit: true,
    streams: 'text/csv',
    params: versionParams,
    query: z.object({ top: z.coerce.number().int().min(1).max(10_000_000).default(1000) }),
    response: z.string(),
  }),
  customerScores: route({
    method: 'GET',
    path: '/customers/:customerId/scores',
    summary: 'A customer’s scores by the champions, each with its reasons in words',
    permission: 'customers.read',
    params: z.object({ customerId: z.string() }),
    response: z.object({
      period: Period,
      items: z.array(
        z.object({
          model: Id,
          name: Text2,
          version: z.number().int(),
          kind: z.string(),
          score: z.number(),
          /** Of the customers, the share with a lower score. */
          rank: z.number().nullable(),
          group: UpliftGroup.nullable(),
          reasons: z.array(ScoreReason),
        }),
      ),
    }),
  }),
};
