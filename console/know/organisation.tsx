import type { OrgUnit, Person } from '#contract';
import { Badge, EmptyState, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Tree, type TableColumnsType, type TreeDataNode } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/organisation');

export default function OrganisationScreen() {
  const { t } = useTranslation();
  const units = useQuery(reading('listOrgUnits'));
  return (
    <Page title={t('know.organisation.title')} about={t('know.organisation.about')}>
      <Answer of={units}>
        {({ items }) =>
          items.length === 0 ? <EmptyState title={t('know.organisation.noUnits')} /> : <Organisation units={items} />
        }
      </Answer>
    </Page>
  );
}

function Organisation({ units }: { units: readonly OrgUnit[] }) {
  const { t } = useTranslation();
  const name = useText();
  const { unit } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = units.find((one) => one.id === unit) ?? units[0]!;
  const tree = useMemo(() => treeOf(units, name), [units, name]);
  return (
    <div className="tree-and-work">
      <Panel title={t('know.organisation.units')} className="tree">
        <Tree
          blockNode
          aria-label={t('know.organisation.units')}
          treeData={tree}
          defaultExpandedKeys={units.filter((one) => one.kind !== 'branch' && one.kind !== 'grid').map((one) => one.id)}
          selectedKeys={[chosen.id]}
          onSelect={([key]) => key !== undefined && void navigate({ search: { unit: String(key) } })}
        />
      </Panel>
      <Panel title={t('know.organisation.people', { unit: name(chosen.name) })}>
        <People unit={chosen.id} units={units} />
      </Panel>
    </div>
  );
}

/** Parents come before children in the answer, so each child finds its parent already there. */
function treeOf(units: readonly OrgUnit[], name: (text: OrgUnit['name']) => string): TreeDataNode[] {
  const nodes = new Map<string, TreeDataNode & { children: TreeDataNode[] }>();
  const roots: TreeDataNode[] = [];
  for (const unit of units) {
    const node = { key: unit.id, title: name(unit.name), children: [] };
    nodes.set(unit.id, node);
    (nodes.get(unit.parentId ?? '')?.children ?? roots).push(node);
  }
  return roots;
}

function People({ unit, units }: { unit: string; units: readonly OrgUnit[] }) {
  const { t } = useTranslation();
  const people = useQuery(reading('listPeople', { query: { orgUnitId: unit } }));
  const columns = useColumns(units);
  return (
    <Answer of={people}>
      {({ items }) => (
        <List
          label={t('know.organisation.title')}
          columns={columns}
          rows={items}
          rowKey={(person) => person.id}
          empty={t('know.organisation.noPeople')}
        />
      )}
    </Answer>
  );
}

function useColumns(units: readonly OrgUnit[]): TableColumnsType<Person> {
  const { t } = useTranslation();
  const name = useText();
  const format = useFormat();
  const unitNames = useMemo(() => new Map(units.map((unit) => [unit.id, unit.name])), [units]);
  const unitName = (id: string) => {
    const known = unitNames.get(id);
    return known ? name(known) : id;
  };
  return [
    { title: t('know.organisation.name'), render: (_, person) => name(person.name) },
    { title: t('know.organisation.number'), render: (_, person) => <code>{person.id}</code> },
    { title: t('know.organisation.role'), render: (_, person) => t(`know.organisation.roles.${person.role}`) },
    { title: t('know.organisation.unit'), render: (_, person) => unitName(person.orgUnitId) },
    {
      title: t('know.organisation.minutes'),
      align: 'right',
      render: (_, person) => format.count(person.dailyMinutes),
    },
    {
      title: t('know.organisation.state'),
      render: (_, person) => (
        <Badge tone={person.active ? 'good' : 'quiet'}>
          {t(person.active ? 'know.organisation.active' : 'know.organisation.left')}
        </Badge>
      ),
    },
  ];
}
