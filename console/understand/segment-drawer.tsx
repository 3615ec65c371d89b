import { SegmentStrategy, type SegmentationDetail, type SegmentGroup } from '#contract';
import { Ago, useErrorWords } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { useMay } from '../app/session.ts';
import { useGroupName } from './segment-profile.ts';

interface DrawerProps {
  readonly of: SegmentationDetail;
  readonly group: SegmentGroup;
  readonly onClose: () => void;
}
type Written = SegmentStrategy & { readonly en: string; readonly zh: string };

const channels = ['field', 'call', 'hall', 'sms', 'push', 'email', 'mail'] as const;
const nothing: SegmentStrategy = {
  stage: 'mature',
  goal: 'keep',
  proposition: '',
  standard: '',
  channels: [],
  owner: '',
};

/** A group's name, and how its customers are dealt with. */
export function SegmentDrawer({ of, group, onClose }: DrawerProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const may = useMay();
  const name = useGroupName(of);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async ({ en, zh, ...strategy }: Written) => {
      const params = { id: of.id, group: group.id };
      await client.nameSegment({ params, body: { name: { en, zh: zh || en } } });
      return client.putSegmentStrategy({ params, body: strategy });
    },
    onSuccess: async ({ version }) => {
      for (const route of ['readSegmentation', 'listSegmentStrategies'])
        await queries.invalidateQueries({ queryKey: [route] });
      void message.success(t('understand.segments.strategy.saved', { version }));
      onClose();
    },
  });
  const { version: _, at: __, by: ___, ...kept } = group.strategy ?? { ...nothing, version: 0, at: '', by: '' };
  return (
    <Drawer open title={name(group.id)} size={480} onClose={onClose}>
      <Form<Written>
        layout="vertical"
        disabled={!may('audiences.write')}
        initialValues={{ ...kept, en: group.name.en, zh: group.name.zh }}
        onFinish={(written) => save.mutate(written)}
      >
        <StrategyFields />
        {save.error && <Alert type="error" title={words(save.error)} showIcon />}
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('understand.segments.strategy.save')}
        </Button>
      </Form>
      <Earlier of={of} group={group} />
    </Drawer>
  );
}

function StrategyFields() {
  const { t } = useTranslation();
  const { stage, goal } = SegmentStrategy.shape;
  return (
    <>
      <div className="segment-row">
        <Form.Item
          name="en"
          label={t('understand.segments.plan.nameEn')}
          rules={[{ required: true, message: t('understand.segments.plan.nameMissing') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="zh" label={t('understand.segments.plan.nameZh')}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <div className="segment-row">
        <Form.Item name="stage" label={t('understand.segments.strategy.stage')}>
          <Select
            options={stage.options.map((value) => ({ value, label: t(`understand.segments.stages.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="goal" label={t('understand.segments.strategy.goal')}>
          <Select options={goal.options.map((value) => ({ value, label: t(`understand.segments.goals.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item name="proposition" label={t('understand.segments.strategy.proposition')}>
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <Form.Item name="standard" label={t('understand.segments.strategy.standard')}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
      <Form.Item name="channels" label={t('understand.segments.strategy.channels')}>
        <Select
          mode="multiple"
          options={channels.map((value) => ({ value, label: t(`understand.segments.channels.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="owner" label={t('understand.segments.strategy.owner')}>
        <Input maxLength={120} />
      </Form.Item>
    </>
  );
}

function Earlier({ of, group }: Pick<DrawerProps, 'of' | 'group'>) {
  const { t } = useTranslation();
  const kept = useQuery(reading('listSegmentStrategies', { params: { id: of.id, group: group.id } }));
  const items = kept.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="segment-earlier">
      <h3>{t('understand.segments.strategy.versions')}</h3>
      <ol reversed start={items.length}>
        {items.map((one) => (
          <li key={one.version}>
            {t(`understand.segments.goals.${one.goal}`)}
            {one.proposition && `: ${one.proposition}`}{' '}
            <span className="quiet">
              <Ago at={one.at} /> {t('understand.segments.by', { name: one.by })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
