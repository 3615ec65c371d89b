import { Ago, useFormat } from '#parts';
import type { TableColumnType } from 'antd';
import { useTranslation } from 'react-i18next';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';

interface RuleVersion {
  readonly version: number;
  readonly rule: string;
  readonly at: string;
  readonly by: string;
}
interface RuleVersionsProps {
  readonly versions: readonly RuleVersion[];
  /** What may be done with one, in a column of its own. */
  readonly renderAct?: NonNullable<TableColumnType<RuleVersion>['render']>;
}

/** Every rule that a tag or an audience has had. */
export function RuleVersions({ versions, renderAct }: RuleVersionsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('understand.history.title')}>
      <List
        label={t('understand.history.title')}
        rows={versions}
        rowKey={(one) => String(one.version)}
        empty=""
        columns={[
          { title: t('understand.history.version'), align: 'right', render: (_, one) => format.count(one.version) },
          {
            title: t('understand.history.rule'),
            render: (_, one) => (
              <code className="clip" title={one.rule}>
                {one.rule}
              </code>
            ),
          },
          { title: t('understand.history.by'), dataIndex: 'by' },
          { title: t('understand.history.when'), align: 'right', render: (_, one) => <Ago at={one.at} /> },
          ...(renderAct ? [{ title: '', align: 'right' as const, render: renderAct }] : []),
        ]}
      />
    </Panel>
  );
}
