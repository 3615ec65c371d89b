import type { ModelTarget } from '#contract';
import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, InputNumber, Radio, Select, type FormInstance } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { ModelName } from './model-name.tsx';
import { kinds, type TrainingChoices } from './training-choices.ts';

interface TrainingFormProps {
  readonly form: FormInstance<TrainingChoices>;
  /** The model has its name already. */
  readonly named: boolean;
  readonly initial: TrainingChoices;
  readonly onFinish: (choices: TrainingChoices) => void;
}

export function TrainingForm({ form, named, initial, onFinish }: TrainingFormProps) {
  const { t } = useTranslation();
  const kind = Form.useWatch('kind', form) ?? initial.kind;
  return (
    <Form<TrainingChoices>
      form={form}
      layout="vertical"
      className="model-form"
      requiredMark={false}
      initialValues={initial}
      onFinish={onFinish}
    >
      {!named && <ModelName />}
      <Form.Item name="kind" label={t('understand.models.training.kind')}>
        {/* All kinds are seen at once: a list of nine that has to be scrolled hides the last. */}
        <Select
          listHeight={kinds.length * 32}
          options={kinds.map((one) => ({ value: one, label: t(`understand.models.kinds.${one}`) }))}
        />
      </Form.Item>
      <TargetQuestions kind={kind} />
      <Form.Item name="population" label={t('understand.models.training.population')}>
        <Input placeholder={t('understand.models.training.everybody')} />
      </Form.Item>
      <LearnerChoice kind={kind} />
      <FieldChoices />
      <Form.Item name="dropLeaks" valuePropName="checked">
        <Checkbox>{t('understand.models.training.dropLeaks')}</Checkbox>
      </Form.Item>
    </Form>
  );
}

function LearnerChoice({ kind }: { kind: ModelTarget['kind'] }) {
  const { t } = useTranslation();
  if (kind === 'value') return null;
  const [name, choices] =
    kind === 'uplift'
      ? (['upliftLearner', ['x-learner', 'two-model', 'class-transformation']] as const)
      : (['learner', ['trees', 'scorecard']] as const);
  return (
    <Form.Item name={name} label={t('understand.models.learner')}>
      <Radio.Group
        options={choices.map((one) => ({ value: one, label: t(`understand.models.learners.${one}`) }))}
        optionType="button"
      />
    </Form.Item>
  );
}

/** What else has to be said, by the kind of what is foretold. */
function TargetQuestions({ kind }: { kind: ModelTarget['kind'] }) {
  const { t } = useTranslation();
  const text = useText();
  const offers = useQuery({ ...reading('listOffers'), enabled: kind === 'take-up' });
  const needed = { required: true, message: t('understand.models.training.needed') };
  return (
    <>
      {kind !== 'response' && kind !== 'uplift' && kind !== 'look-alike' && (
        <Form.Item name="months" label={t('understand.models.training.months')}>
          <InputNumber controls={false} min={1} max={12} />
        </Form.Item>
      )}
      {kind === 'take-up' && (
        <Form.Item name="offers" label={t('understand.models.training.offers')} rules={[needed]}>
          <Select
            mode="multiple"
            showSearch
            optionFilterProp="label"
            options={(offers.data?.items ?? []).map((offer) => ({ value: offer.id, label: text(offer.name) }))}
          />
        </Form.Item>
      )}
      {kind === 'product' && (
        <Form.Item name="product" label={t('understand.models.training.product')} rules={[needed]}>
          <Input />
        </Form.Item>
      )}
      {kind === 'arrears' && (
        <Form.Item name="daysLate" label={t('understand.models.training.daysLate')}>
          <InputNumber controls={false} min={1} max={365} />
        </Form.Item>
      )}
      {(kind === 'rule' || kind === 'look-alike') && (
        <Form.Item name="rule" label={t(`understand.models.training.${kind}`)} rules={[needed]}>
          <Input.TextArea autoSize spellCheck={false} />
        </Form.Item>
      )}
      {(kind === 'response' || kind === 'uplift') && <CampaignChoice needed={needed} />}
    </>
  );
}

function CampaignChoice({ needed }: { needed: { required: boolean; message: string } }) {
  const { t } = useTranslation();
  const text = useText();
  const campaigns = useQuery(reading('listCampaigns', { query: { limit: 200 } }));
  const ran = (campaigns.data?.items ?? []).filter(({ state }) =>
    ['running', 'paused', 'closed', 'evaluated'].includes(state),
  );
  return (
    <Form.Item
      name="campaign"
      label={t('understand.models.training.campaign')}
      rules={[needed]}
      help={t('understand.models.training.campaignNote')}
    >
      <Select
        showSearch
        optionFilterProp="label"
        options={ran.map((one) => ({ value: one.id, label: text(one.objective) || one.id }))}
      />
    </Form.Item>
  );
}

function FieldChoices() {
  const { t } = useTranslation();
  const text = useText();
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const options = (data?.items ?? []).map((field) => ({
    value: field.name,
    label: `${text(field.label)} (${field.name})`,
  }));
  return (
    <>
      <Form.Item name="exclude" label={t('understand.models.training.exclude')}>
        <Select mode="multiple" showSearch optionFilterProp="label" options={options} />
      </Form.Item>
      <Form.Item name="fairness" label={t('understand.models.training.fairness')}>
        <Select mode="multiple" maxCount={5} showSearch optionFilterProp="label" options={options} />
      </Form.Item>
    </>
  );
}
