import {
  emptyCatalogue,
  fieldsUsed,
  matches,
  readRule,
  type Catalogue,
  type Checked,
  type Field,
  type Rule,
} from '#query';

/** The running measures of a campaign by name (`lift.low`); null where nothing is known yet. */
export type Measures = Readonly<Record<string, number | null>>;

/** What a gate may name. */
const measureNames = [
  'targets',
  'contacted',
  'contact_rate',
  'success_rate',
  'control_rate',
  'lift',
  'lift.low',
  'lift.high',
  'lift.relative',
  'lift.relative.low',
  'lift.relative.high',
] as const;

const field = (name: string): Field => ({ name, column: name, type: 'number' });
const catalogue: Catalogue = {
  ...emptyCatalogue(0),
  fields: Object.fromEntries(measureNames.map((name) => [name, field(name)])),
};

/** Reads the expression of a gate. */
export function checkGate(gate: string): Checked<Rule> {
  return readRule(gate, catalogue);
}

export type GateResult =
  | { readonly holds: true }
  /** `unknown` names the measures that have no value yet. */
  | { readonly holds: false; readonly unknown: readonly string[]; readonly found: string };

/**
 * Whether a gate holds. A measure without a value makes it fail, whatever the expression makes of missing values: a gate
 * is there to stop what is not proven.
 */
export function judgeGate(gate: string, measures: Measures): GateResult {
  const checked = checkGate(gate);
  if (!checked.ok) return { holds: false, unknown: [], found: 'the expression cannot be read' };
  const used = fieldsUsed(checked.rule).fields;
  const known = (name: string): number | null => {
    const value = measures[name] ?? null;
    return value !== null && Number.isFinite(value) ? value : null;
  };
  const unknown = used.filter((name) => known(name) === null);
  const values = Object.fromEntries(used.map((name) => [name, known(name)]));
  if (unknown.length === 0 && matches(checked.rule, { values })) return { holds: true };
  return { holds: false, unknown, found: used.map((name) => `${name} = ${known(name) ?? 'unknown'}`).join(', ') };
}
