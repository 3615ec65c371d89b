import { Problem, type FeedState, type indicatorRoutes, type Input, type LineageNode, type Reply } from '#contract';
import { periodNumber, periodText, readFields, type CatalogueField } from '#know/customers';
import { readFeeds } from '#know/feeds';
import { metricParts, usedBy, type Component, type Metric } from '#query';
import type { Context } from '#platform/context';
import { findIndicator, problemsOf, readLibrary, type Library } from './library.ts';
import type { IndicatorsPorts } from './ports.ts';

/** Everything a figure stands on, from its definition down to the loads; each node once, whatever the ways to it. */
export async function indicatorLineage(
  context: Context,
  ports: IndicatorsPorts,
  id: string,
  { version, period }: Input<typeof indicatorRoutes.indicatorLineage>['query'],
): Promise<Reply<typeof indicatorRoutes.indicatorLineage>> {
  const library = await readLibrary(context, ports, period === undefined ? undefined : periodNumber(period));
  const { stored, checked } = await findIndicator(context, library, version === undefined ? id : `${id}@${version}`);
  if (!checked.ok) {
    const problems = problemsOf(checked).map((problem) => ({ ...problem, place: 'formula' }));
    throw new Problem('conflict', 'indicator-without-figures', `${id} has no figures: ${problems[0]?.message ?? ''}`, {
      problems,
    });
  }
  const graph: Graph = new Map();
  addMetric(
    graph,
    library,
    {
      id,
      version: stored.version,
      formula: stored.definition.formula,
      label: stored.definition.name,
      at: stored.changed_at,
    },
    checked.rule.metric,
  );
  const month = periodText(library.catalogue.period);
  addSources(graph, ports, { fields: await readFields(context.db), feeds: await readFeeds(context.db), period: month });
  return { period: month, nodes: [...graph.values()] };
}

type Graph = Map<string, LineageNode>;
interface Defined {
  readonly id: string;
  readonly version: number;
  readonly formula: string;
  readonly label: LineageNode['label'];
  readonly at: Date | null;
}

function put(graph: Graph, node: Omit<LineageNode, 'label' | 'about' | 'at'> & Partial<LineageNode>): string {
  if (!graph.has(node.id)) graph.set(node.id, { label: null, about: null, at: null, ...node });
  return node.id;
}

/** An indicator stands on the indicators its formula names, and on its own components. */
function addMetric(graph: Graph, library: Library, of: Defined, metric: Metric): string {
  const name = `indicator:${of.id}`;
  if (graph.has(name)) return name;
  const on = new Set<string>();
  const node = {
    id: name,
    kind: 'indicator' as const,
    name: `${of.id}@${of.version}`,
    label: of.label,
    about: of.formula,
    at: of.at?.toISOString() ?? null,
    on: [],
  };
  put(graph, node);
  const visit = (part: Metric): void => {
    if (part.kind === 'component') on.add(addComponent(graph, part.component));
    else if (part.kind === 'indicator') on.add(addNamed(graph, library, part.id, part.metric));
    else metricParts(part).forEach(visit);
  };
  visit(metric);
  graph.set(name, { ...node, on: [...on] });
  return name;
}

function addNamed(graph: Graph, library: Library, id: string, metric: Metric): string {
  const stored = library.indicators.get(id)?.stored;
  const { formula = '', name = null } = stored?.definition ?? {};
  return addMetric(
    graph,
    library,
    { id, version: stored?.version ?? 0, formula, label: name, at: stored?.changed_at ?? null },
    metric,
  );
}

function addComponent(graph: Graph, component: Component): string {
  const { key, fact, value, condition } = component;
  if (fact !== undefined) return put(graph, { id: `fact:${fact}`, kind: 'fact', name: fact, on: [] });
  const used = usedBy([value, condition].filter((part) => part !== undefined));
  const on = [
    ...used.fields.map((name) => put(graph, { id: `field:${name}`, kind: 'field', name, on: [] })),
    ...used.tags.map((name) => put(graph, { id: `tag:${name}`, kind: 'tag', name, on: [] })),
    ...used.audiences.map((name) => put(graph, { id: `audience:${name}`, kind: 'audience', name, on: [] })),
    ...used.segments.map((name) => put(graph, { id: `segment:${name}`, kind: 'segment', name, on: [] })),
    ...used.scores.map((name) => put(graph, { id: `score:${name}`, kind: 'score', name, on: [] })),
    ...(used.contacts ? [put(graph, { id: 'contacts', kind: 'contacts', name: 'contact', on: [] })] : []),
  ];
  // What counts rows stands on the entity that says who is a customer.
  return put(graph, {
    id: `component:${key}`,
    kind: 'component',
    name: key,
    on: on.length > 0 ? on : [entityNode('customer')],
  });
}
const entityNode = (entity: string): string => `entity:${entity}`;

/** Fields stand on entities, entities on the loads of the month (of the newest snapshot where they have none). */
function addSources(
  graph: Graph,
  { facts }: IndicatorsPorts,
  { fields, feeds, period }: { fields: readonly CatalogueField[]; feeds: readonly FeedState[]; period: string },
): void {
  const entities = new Set<string>();
  for (const node of graph.values()) {
    for (const id of node.on) if (id.startsWith('entity:')) entities.add(id.slice('entity:'.length));
    if (node.kind === 'fact')
      graph.set(node.id, { ...node, label: facts.find(({ name }) => name === node.name)?.label ?? null });
    if (node.kind !== 'field') continue;
    const field = fields.find(({ name }) => name === node.name);
    const sources = (field?.source ?? '')
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== '');
    sources.forEach((source) => entities.add(source));
    graph.set(node.id, {
      ...node,
      label: field?.label ?? null,
      about: field?.definition ?? null,
      on: sources.map(entityNode),
    });
  }
  for (const entity of entities) {
    const loads = feeds
      .filter((feed) => feed.entity === entity && (feed.periods.length === 0 || feed.periods.includes(period)))
      .map((feed) =>
        put(graph, {
          id: `load:${feed.newest.id}`,
          kind: 'load',
          name: feed.feed,
          about: `${feed.newest.files.join(', ')} · ${feed.newest.kept}`,
          at: feed.newest.at,
          on: [],
        }),
      );
    put(graph, { id: entityNode(entity), kind: 'entity', name: entity, on: loads });
  }
}
