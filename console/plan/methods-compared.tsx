import type { Result, routes } from '#contract';
import { useFormat } from '#parts';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';

type PlanRead = Result<typeof routes.readPlan>;
interface Row {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  readonly contacts: number;
  readonly share: number | null;
}

/** The plan beside what other ways would bring within the same limits, and what was planned the month before. */
export function MethodsCompared({ plan }: { plan: PlanRead }) {
  const { t } = useTranslation();
  const format = useFormat();
  const against = (value: number) => (plan.value > 0 ? value / plan.value - 1 : null);
  const rows: Row[] = [
    { key: 'planner', name: t('plan.methods.of.planner'), value: plan.value, contacts: plan.contacts, share: null },
    ...plan.methods.map(({ method, value, contacts }) => ({
      key: method,
      name: t(`plan.methods.of.${method}`),
      value,
      contacts,
      share: against(value),
    })),
    ...(plan.lastMonth
      ? [
          {
            key: 'month',
            name: t('plan.methods.of.month', { plans: format.count(plan.lastMonth.plans) }),
            value: plan.lastMonth.value,
            contacts: plan.lastMonth.contacts,
            share: against(plan.lastMonth.value),
          },
        ]
      : []),
  ];
  const best = Math.max(0, ...plan.methods.map(({ value }) => value));
  const compared = plan.methods[0]?.plan;
  const columns: TableColumnsType<Row> = [
    { title: t('plan.methods.method'), dataIndex: 'name' },
    { title: t('plan.methods.value'), align: 'right', render: (_, { value }) => format.count(Math.round(value)) },
    {
      title: t('plan.methods.difference'),
      align: 'right',
      render: (_, { share }) => (share === null ? '' : format.change(share)),
    },
    { title: t('plan.methods.contacts'), align: 'right', render: (_, { contacts }) => format.count(contacts) },
  ];
  return (
    <Panel title={t('plan.methods.title')}>
      {best > 0 && (
        <p className="finding">
          {t(plan.value < best ? 'plan.methods.promises' : 'plan.methods.finding', {
            more: format.money(Math.abs(plan.value - best)),
          })}
        </p>
      )}
      {compared !== undefined && <p className="quiet">{t('plan.methods.compared', { plan: compared })}</p>}
      <List label={t('plan.methods.title')} columns={columns} rows={rows} rowKey={(row) => row.key} empty="" />
    </Panel>
  );
}
