import type { IndicatorDetail } from '#contract';
import { Figure, useErrorWords, useFormat } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { kindOf } from './figure-words.ts';

interface IndicatorTargetsProps {
  readonly detail: IndicatorDetail;
  readonly unit: string;
  readonly period: string;
}

/** The targets of the unit shown, and the one of the month at hand to be set. */
export function IndicatorTargets({ detail, unit, period }: IndicatorTargetsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = detail.targets
    .filter(({ orgUnitId }) => orgUnitId === unit)
    .toSorted((a, b) => (a.period < b.period ? 1 : -1));
  return (
    <Panel title={t('understand.indicators.targets')}>
      <SetTarget key={`${unit} ${period}`} detail={detail} unit={unit} period={period} />
      {own.length > 0 && (
        <List
          label={t('understand.indicators.targets')}
          rows={own}
          rowKey={(one) => one.period}
          empty=""
          columns={[
            { title: t('understand.indicators.month'), render: (_, one) => format.period(one.period) },
            {
              title: t('understand.indicators.target'),
              align: 'right',
              render: (_, one) => <Figure kind={kindOf(detail.unit)} value={one.value} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}

function SetTarget({ detail, unit, period }: IndicatorTargetsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const unitName = useUnitNames();
  const words = useErrorWords();
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const set = useMutation({
    mutationFn: (value: number | null) =>
      client.putIndicatorTargets({ params: { id: detail.id }, body: { items: [{ orgUnitId: unit, period, value }] } }),
    onSuccess: async () => {
      for (const route of ['readIndicator', 'queryIndicators']) await queries.invalidateQueries({ queryKey: [route] });
      void message.success(t('understand.indicators.targetSet'));
    },
    onError: (error) => void message.error(words(error)),
  });
  if (!may('indicators.write')) return null;
  const now = detail.targets.find((one) => one.orgUnitId === unit && one.period === period)?.value ?? null;
  const label = t('understand.indicators.targetFor', { unit: unitName(unit), month: format.period(period) });
  return (
    <Form<{ value: number | null }>
      layout="inline"
      className="indicator-target"
      initialValues={{ value: now }}
      onFinish={({ value }) => set.mutate(value ?? null)}
    >
      <Form.Item name="value" label={label}>
        <InputNumber controls={false} />
      </Form.Item>
      <Button htmlType="submit" loading={set.isPending}>
        {t('understand.indicators.setTarget')}
      </Button>
    </Form>
  );
}
