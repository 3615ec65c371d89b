import type { LineageNode } from '#contract';
import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { Answer } from '../../app/page.tsx';

/** From the figure down to the loads: the layers of its graph, each with what stands in it. */
const layers = [
  'indicator',
  'component',
  'field',
  'tag',
  'audience',
  'segment',
  'score',
  'fact',
  'contacts',
  'entity',
  'load',
] as const;

interface IndicatorLineageProps {
  readonly open: boolean;
  readonly id: string;
  readonly onClose: () => void;
}

export function IndicatorLineage({ open, id, onClose }: IndicatorLineageProps) {
  const { t } = useTranslation();
  const graph = useQuery({ ...reading('indicatorLineage', { params: { id }, query: {} }), enabled: open });
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={560}
      title={t('understand.indicators.lineage')}
      aria-label={t('understand.indicators.lineage')}
    >
      {open && <Answer of={graph}>{(data) => <Layers nodes={data.nodes} />}</Answer>}
    </Drawer>
  );
}

function Layers({ nodes }: { nodes: readonly LineageNode[] }) {
  const { t } = useTranslation();
  return (
    <ol className="indicator-lineage">
      {layers.map((kind) => {
        const own = nodes.filter((node) => node.kind === kind);
        if (own.length === 0) return null;
        return (
          <li key={kind}>
            <h3>{t(`understand.indicators.kinds.${kind}`)}</h3>
            <ul>
              {own.map((node) => (
                <li key={node.id}>
                  <Node node={node} />
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

function Node({ node }: { node: LineageNode }) {
  const text = useText();
  const label = node.label === null ? node.name : text(node.label);
  return (
    <>
      <NodeName node={node} label={label} /> {node.label !== null && <span className="quiet small">{node.name}</span>}
      {node.about !== null && (
        <div>
          <code className="small">{node.about}</code>
        </div>
      )}
    </>
  );
}

function NodeName({ node, label }: { node: LineageNode; label: string }) {
  switch (node.kind) {
    case 'indicator':
      return (
        <Link to="/understand/indicators/$indicator" params={{ indicator: node.name.split('@')[0] ?? '' }}>
          {label}
        </Link>
      );
    case 'field':
      return (
        <Link to="/know/fields" search={{ text: node.name }}>
          {label}
        </Link>
      );
    case 'load':
      return (
        <Link to="/know/loads/$load" params={{ load: node.id.slice('load:'.length) }}>
          {label}
        </Link>
      );
    case 'component':
      return <code>{label}</code>;
    default:
      return <span>{label}</span>;
  }
}
