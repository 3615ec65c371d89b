import { TrainingCheck, type TrainingInput } from '#contract';
import { ErrorState, useErrorWords, useFormat } from '#parts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, isProblem, reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { Page, Panel } from '../app/page.tsx';
import { Leaks } from './model-leaks.tsx';
import { idOf } from './save-audience.tsx';
import { firstChoices, inputOf, type TrainingChoices } from './training-choices.ts';
import { TrainingForm } from './training-form.tsx';
import './models.css';

const route = getRouteApi('/signed-in/understand/train-model');

/** What is foretold, from what, by which learner; what the data say against it before anything is trained. */
export default function TrainModelScreen(): ReactNode {
  const { t } = useTranslation();
  const { model, job } = route.useSearch();
  const navigate = useNavigate();
  const words = useErrorWords();
  const [form] = Form.useForm<TrainingChoices>();
  const known = useQuery({ ...reading('readModel', { params: { id: model ?? '' } }), enabled: model !== undefined });
  // Also one whose first training has failed.
  const isNew = model === undefined || isProblem(known.error, 'missing');
  const check = useMutation({ mutationFn: (body: TrainingInput) => client.checkTraining({ body }) });
  const train = useMutation({
    mutationFn: ({ name, training }: { name: string; training: TrainingInput }) =>
      client.trainModel({
        params: { id: isNew ? idOf(name) : model },
        body: { training, ...(isNew && { name: { en: name, zh: name } }) },
      }),
    onSuccess: ({ job: started }, { name }) =>
      navigate({ to: '/understand/train-model', search: { model: isNew ? idOf(name) : model, job: started } }),
  });
  const submit = (choices: TrainingChoices) =>
    train.mutate({ name: choices.name ?? model ?? '', training: inputOf(choices) });
  return (
    <Page
      title={isNew ? t('understand.models.train') : t('understand.models.trainAgain')}
      about={t('understand.models.training.about')}
    >
      <div className="model-columns">
        <Panel title={t('understand.models.training.what')}>
          <TrainingForm
            key={known.data?.id ?? ''}
            form={form}
            named={!isNew}
            initial={firstChoices(known.data?.target ?? undefined)}
            onFinish={submit}
          />
          <div className="model-actions">
            <Button
              loading={check.isPending}
              onClick={() => void form.validateFields().then((choices) => check.mutate(inputOf(choices)))}
            >
              {t('understand.models.training.check')}
            </Button>
            <Button type="primary" loading={train.isPending} onClick={() => form.submit()}>
              {t('understand.models.training.start')}
            </Button>
          </div>
          {[check.error, train.error].map(
            (error) => error && <Alert key={error.message} type="error" role="alert" title={words(error)} />,
          )}
        </Panel>
        <div className="panels">
          {job !== undefined && model !== undefined && <Training model={model} job={job} known={!isNew} />}
          {check.data ? <Found job={check.data.job} /> : job === undefined && <CheckFirst />}
        </div>
      </div>
    </Page>
  );
}

function CheckFirst() {
  const { t } = useTranslation();
  return (
    <Panel title={t('understand.models.leaks.title')}>
      <p className="quiet">{t('understand.models.training.checkAdvice')}</p>
    </Panel>
  );
}

/** The training under way; when it has ended well, its report opens. */
function Training({ model, job, known }: { model: string; job: string; known: boolean }) {
  const navigate = useNavigate();
  const { data } = useQuery(reading('readJob', { params: { id: job } }));
  const version =
    data?.state === 'done' && typeof data.result === 'object' && data.result !== null && 'version' in data.result
      ? Number(data.result.version)
      : undefined;
  useEffect(() => {
    if (version !== undefined)
      void navigate({
        to: '/understand/models/$model/$version',
        params: { model, version: String(version) },
        replace: true,
      });
  }, [version, model, navigate]);
  return (
    <JobWatch
      job={job}
      changes={['listModels', 'readModel']}
      onHide={() =>
        // A first training that has failed leaves no model to go to.
        void navigate(
          known
            ? { to: '/understand/models/$model', params: { model } }
            : { to: '/understand/train-model', search: {} },
        )
      }
    />
  );
}

/** What the check has found, when it is done. */
function Found({ job }: { job: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(reading('readJob', { params: { id: job } }));
  const found = data?.state === 'done' ? TrainingCheck.safeParse(data.result).data : undefined;
  return (
    <Panel title={t('understand.models.training.found')}>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!found ? (
        <JobWatch job={job} changes={[]} onHide={() => {}} />
      ) : (
        <>
          <p>
            {t('understand.models.training.foundAbout', {
              period: format.period(found.period),
              customers: format.count(found.customers),
              positives: format.count(found.positives),
              fields: format.count(found.fields.length),
            })}
          </p>
          <Leaks leaks={found.leaks} />
        </>
      )}
    </Panel>
  );
}
