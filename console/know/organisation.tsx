import type { OrgUnit } from '#contract';
import { EmptyState, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Tree, type TreeDataNode } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { People } from './people.tsx';
import { UnitForm } from './unit-form.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/organisation');

export default function OrganisationScreen(): ReactNode {
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
  const may = useMay();
  const [editing, setEditing] = useState<'old' | 'new'>();
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
          onSelect={([key]) =>
            key !== undefined && void navigate({ search: (now) => ({ ...now, page: undefined, unit: String(key) }) })
          }
        />
      </Panel>
      <Panel
        title={t('know.organisation.people', { unit: name(chosen.name) })}
        more={
          may('organisation.write') && (
            <span className="load-tools">
              <Button size="small" onClick={() => setEditing('old')}>
                {t('know.organisation.editUnit')}
              </Button>
              <Button size="small" onClick={() => setEditing('new')}>
                {t('know.organisation.addUnit')}
              </Button>
            </span>
          )
        }
      >
        <People unit={chosen.id} units={units} />
      </Panel>
      {editing !== undefined && (
        <UnitForm unit={editing === 'old' ? chosen : undefined} parent={chosen} onClose={() => setEditing(undefined)} />
      )}
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
