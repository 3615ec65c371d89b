/*
 *   drawn ──units with their means──▶ ranks ──place on a curve──▶ neighbours are pairs ──▶ drawn, stratum = pair
 */

/** So fine are the ranks that the curve goes through. */
const rankSteps = 1023;

/**
 * Puts the units of each wave into pairs that are alike: the ranks of their covariates are interleaved to one place on a
 * curve through all of them (Morton 1966), and neighbours on the curve are a pair. Sorting takes millions where looking at
 * every two does not; with one covariate it is the closest pairing there is. A pair is a stratum of two, of which the split
 * makes one control. Of an odd number the last one is left over (`no-pair`). The same rows give the same pairs.
 * @param drawn a select with `columns`, among them unit, wave, stratum and reason, and with the covariates
 * @param covariates number columns of `drawn`; a unit of several customers has their mean, and its size counts too
 */
export function inPairs(
  drawn: string,
  columns: readonly string[],
  { covariates, groups }: { readonly covariates: readonly string[]; readonly groups: boolean },
): string {
  const means = [
    ...covariates.map((name) => `avg(ifNull(toFloat64(${name}), 0.))`),
    ...(groups ? ['toFloat64(count())'] : []),
  ];
  const rank = (i: number) =>
    `toUInt32(floor(${rankSteps} * (rank() over (partition by wave order by mean_${i}) - 1) / greatest(1, count() over (partition by wave) - 1))) as rank_${i}`;
  const kept = columns.map((name) => {
    if (name === 'stratum')
      return `if(drawn.reason != '' or is_left, '', concat('pair:', toString(drawn.wave), ':', toString(intDiv(numbered.number + 1, 2)))) as stratum`;
    if (name === 'reason') return `if(drawn.reason = '' and is_left, 'no-pair', drawn.reason) as reason`;
    return `drawn.${name} as ${name}`;
  });
  return `
    with units as (
      select wave, unit, ${means.map((mean, i) => `${mean} as mean_${i}`).join(', ')} from (${drawn}) where reason = '' group by wave, unit
    ),
    ranked as (select wave, unit, ${means.map((_, i) => rank(i)).join(', ')} from units),
    numbered as (
      select wave, unit, count() over (partition by wave) as units,
        row_number() over (partition by wave order by mortonEncode(${means.map((_, i) => `rank_${i}`).join(', ')}), unit) as number
      from ranked
    )
    select ${kept.join(', ')}, numbered.number = numbered.units and numbered.units % 2 = 1 as is_left
    from (${drawn}) as drawn left join numbered on numbered.wave = drawn.wave and numbered.unit = drawn.unit`;
}
