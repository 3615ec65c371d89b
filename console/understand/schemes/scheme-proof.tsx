import type { DimensionProof, SchemeProof as Proof, SegmentSchemeDetail } from '#contract';
import { Badge, Figure, useFormat, useText, type Tone } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { Answer, Panel } from '../../app/page.tsx';

const tones: Readonly<Record<Proof['state'], Tone>> = {
  proved: 'good',
  'where-known': 'good',
  broken: 'bad',
  unfinished: 'attention',
};

/** Whether everybody is in exactly one cell, in words: what the rules say alone, and what the count over the record says. */
export function SchemeProof({ of }: { of: SegmentSchemeDetail }) {
  const { t } = useTranslation();
  const proof = useQuery(reading('proveSegmentScheme', { params: { id: of.id }, query: {} }));
  return (
    <Panel
      title={t('understand.strategic.proof.title')}
      more={
        proof.data && (
          <Badge tone={tones[proof.data.state]}>{t(`understand.strategic.proof.states.${proof.data.state}`)}</Badge>
        )
      }
    >
      <Answer of={proof}>{(data) => <Words of={of} proof={data} />}</Answer>
    </Panel>
  );
}

function Words({ of, proof }: { of: SegmentSchemeDetail; proof: Proof }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return (
    <>
      {proof.customers !== null && <p>{t(`understand.strategic.proof.says.${proof.state}`)}</p>}
      {proof.customers !== null && (
        <p>
          {t('understand.strategic.proof.counted', {
            period: format.period(proof.period),
            customers: format.count(proof.customers),
            one: format.count(proof.inOneCell),
            none: format.count(proof.inNone),
            unknown: format.count(proof.unknown),
            several: format.count(proof.inSeveral),
          })}
        </p>
      )}
      <div className="segment-scroll" role="group" aria-label={t('understand.strategic.proof.title')} tabIndex={0}>
        <table className="segment-heat scheme-rules">
          <thead>
            <tr>
              <th scope="col">{t('understand.strategic.dimension')}</th>
              {(['customers', 'gap', 'unknown', 'overlap'] as const).map((count) => (
                <th scope="col" key={count} className="segment-measure">
                  {t(`understand.strategic.proof.${count}`)}
                </th>
              ))}
              <th scope="col">{t('understand.strategic.proof.rules')}</th>
            </tr>
          </thead>
          <tbody>
            {proof.dimensions.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {text(of.scheme.dimensions.find(({ id }) => id === one.id)?.name ?? { en: one.id, zh: one.id })}
                </th>
                {[one.customers, one.gap, one.unknown, one.overlap].map((count, i) => (
                  <td key={i} className="segment-figure">
                    <Figure value={count} />
                  </td>
                ))}
                <td>
                  <ByRules one={one} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ByRules({ one }: { one: DimensionProof }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (one.missing.length > 0) return t('understand.strategic.proof.lacks', { fields: one.missing.join(', ') });
  const { rules } = one;
  const found = [
    ...(rules?.holes ?? []).map((rule) => t('understand.strategic.proof.hole', { rule })),
    ...(rules?.doubles ?? []).map(({ rule, values }) =>
      t('understand.strategic.proof.double', { rule, values: values.join(', ') }),
    ),
    ...one.gapExamples.map(({ rule, customers }) =>
      t('understand.strategic.proof.gapExample', { rule, customers: format.count(customers) }),
    ),
    ...one.overlapExamples.map(({ rule, customers }) =>
      t('understand.strategic.proof.overlapExample', { rule, customers: format.count(customers) }),
    ),
  ];
  const holds = rules && rules.holes.length === 0 && rules.doubles.length === 0;
  return (
    <>
      {!rules
        ? t('understand.strategic.proof.open')
        : holds && t('understand.strategic.proof.proved', { field: rules.field })}
      {found.length > 0 && (
        <ul className="scheme-found">
          {found.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </>
  );
}
