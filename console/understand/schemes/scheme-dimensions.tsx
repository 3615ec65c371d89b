import type { SchemeDimension, SegmentSchemeDetail } from '#contract';
import { useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../app/page.tsx';

/** Whom a scheme is about, and every dimension with its values and their rules, as a table. */
export function SchemeDimensions({ of }: { of: SegmentSchemeDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const { base, dimensions } = of.scheme;
  return (
    <Panel title={t('understand.strategic.dimensions')}>
      <p>
        {base === null ? (
          t('understand.strategic.everybody')
        ) : (
          <>
            {t('understand.strategic.base')} <code>{base}</code>
          </>
        )}
      </p>
      <div className="segment-scroll" role="group" aria-label={t('understand.strategic.dimensions')} tabIndex={0}>
        <table className="segment-heat scheme-rules">
          <thead>
            <tr>
              <th scope="col">{t('understand.strategic.dimension')}</th>
              <th scope="col">{t('understand.strategic.value')}</th>
              <th scope="col">{t('understand.strategic.rule')}</th>
            </tr>
          </thead>
          {dimensions.map((dimension) => (
            <tbody key={dimension.id}>
              {dimension.values.map((value, v) => (
                <tr key={value.id}>
                  {v === 0 && <Heading dimension={dimension} all={dimensions} />}
                  <td>{text(value.name)}</td>
                  <td>
                    <code>{value.rule}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  );
}

/** The name of a dimension, and of whom it is asked where not of all. */
function Heading({ dimension, all }: { dimension: SchemeDimension; all: readonly SchemeDimension[] }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <th scope="rowgroup" rowSpan={dimension.values.length}>
      {text(dimension.name)}
      {Object.entries(dimension.when ?? {}).map(([id, values]) => {
        const before = all.find((one) => one.id === id);
        const nameOf = (value: string): string => {
          const found = before?.values.find((one) => one.id === value);
          return found ? text(found.name) : value;
        };
        return (
          <div key={id} className="quiet">
            {t('understand.strategic.askedWhere', {
              dimension: before ? text(before.name) : id,
              values: values.map(nameOf).join(' / '),
            })}
          </div>
        );
      })}
    </th>
  );
}
