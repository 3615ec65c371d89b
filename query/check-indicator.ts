import { named, unknown, type Checker } from './check-names.ts';
import { ofOneCustomer } from './customer-indicator.ts';
import { visit } from './lineage.ts';
import type { SyntaxOf } from './syntax.ts';
import type { Typed } from './tree.ts';

/** indicator('id') in a rule or a formula over customers: the figure of this one customer. */
export function checkIndicatorOfOne(c: Checker, call: SyntaxOf<'call'>): Typed {
  const { at } = call;
  const entry = named(c, call, c.catalogue.indicators ?? {}, 'unknown-indicator');
  if (!entry) return unknown(at);
  const { name, found } = entry;
  const read = ofOneCustomer(found.formula, c.catalogue, [name]);
  if (!read.ok) {
    if (read.code === 'not-of-one-customer') c.report(read.code, at, { name, part: read.part });
    else if (read.code === 'indicator-circle') c.report(read.code, at, { path: name });
    else c.report(read.code, at, { name });
    return unknown(at);
  }
  const value = c.apart(read.tree);
  if (!value) {
    c.report('broken-indicator', at, { name });
    return unknown(at);
  }
  const member = membershipIn(value);
  if (member) {
    // A tag or audience may stand on a rule that reads the indicator: with them there could be circles.
    c.report('not-of-one-customer', at, { name, part: `${member}()` });
    return unknown(at);
  }
  return { ...value, indicator: { name, labels: found.labels }, at };
}

function membershipIn(typed: Typed): 'tag' | 'audience' | undefined {
  let of: 'tag' | 'audience' | undefined;
  visit(typed, (part) => {
    if (part.kind === 'membership') of = part.of;
  });
  return of;
}
