import { entities, type EntityName } from '#contract';
import { useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { useUnitWords } from '../app/unit-words.ts';
import { useCell } from './customer-facts.tsx';
import type { CustomerView, Row } from './customer-view.ts';

const parts: readonly EntityName[] = ['subscription', 'account', 'product_holding'];
const left: ReadonlySet<string> = new Set(['feed', 'period', 'customer_id']);

/** Accounts, subscriptions and holdings as they were fed. */
export function CustomerHoldings({ view }: { view: CustomerView }) {
  const text = useText();
  const { t } = useTranslation();
  const held = parts.filter((entity) => (view.entities[entity]?.length ?? 0) > 0);
  if (held.length === 0)
    return (
      <Panel title={t('know.customer.holdings')}>
        <p className="quiet">{t('know.customer.noHoldings')}</p>
      </Panel>
    );
  return held.map((entity) => (
    <Panel key={entity} title={text(entities[entity].label)}>
      <ul className="holdings">
        {(view.entities[entity] ?? []).slice(0, 20).map((row, i) => (
          <Holding key={i} entity={entity} row={row} />
        ))}
      </ul>
    </Panel>
  ));
}

function Holding({ entity, row }: { entity: EntityName; row: Row }) {
  const text = useText();
  const unit = useUnitWords();
  const write = useCell();
  const known: Record<string, { label: { en: string; zh: string }; unit?: string }> = entities[entity].fields;
  return (
    <li>
      <dl className="facts">
        {Object.entries(row)
          .filter(([name, value]) => value !== null && value !== '' && !left.has(name))
          .map(([name, value]) => (
            <div key={name}>
              <dt>{known[name] ? text(known[name].label) : name}</dt>
              <dd>
                {write(name, value)}
                {known[name]?.unit && <span className="quiet small"> {unit(known[name].unit)}</span>}
              </dd>
            </div>
          ))}
      </dl>
    </li>
  );
}
