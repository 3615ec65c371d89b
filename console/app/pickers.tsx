import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { TreeSelect } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrgUnit } from '#contract';
import { reading } from './client.ts';

interface PickerProps {
  /** Undefined: all there is for the reader. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** One org unit of the reader's subtree, found by typing. */
export function UnitPicker({ value, onChange }: PickerProps) {
  const { t } = useTranslation();
  const name = useText();
  const { data } = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  const tree = useMemo(() => treeOf(data?.items ?? [], name), [data, name]);
  if (tree.length === 0) return null;
  return (
    <TreeSelect
      className="picker"
      size="small"
      variant="borderless"
      aria-label={t('app.unit')}
      placeholder={t('app.allUnits')}
      allowClear
      showSearch
      treeNodeFilterProp="title"
      popupMatchSelectWidth={320}
      value={value ?? null}
      treeData={tree}
      treeDefaultExpandedKeys={tree.map((node) => node.value)}
      onChange={(chosen: string | null) => onChange(chosen ?? undefined)}
    />
  );
}

interface Node {
  readonly value: string;
  readonly title: string;
  readonly children: Node[];
}

function treeOf(units: readonly OrgUnit[], name: (text: OrgUnit['name']) => string): Node[] {
  const nodes = new Map(
    units.map((unit) => [unit.id, { value: unit.id, title: name(unit.name), children: [] as Node[] }]),
  );
  const roots: Node[] = [];
  for (const unit of units) {
    const node = nodes.get(unit.id) as Node;
    const parent = unit.parentId === null ? undefined : nodes.get(unit.parentId);
    (parent?.children ?? roots).push(node);
  }
  return roots;
}
