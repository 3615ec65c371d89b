import type { IndicatorDetail } from '#contract';
import { Ago, useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { List } from '../../app/list.tsx';
import { Panel } from '../../app/page.tsx';
import { useUnitWords } from '../../app/unit-words.ts';
import { RuleUses } from '../rule-uses.tsx';
import '../tags.css';

/** What it is, in the author's formula and in words, and every definition it has had. */
export function IndicatorDefinition({ detail }: { detail: IndicatorDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const unitWords = useUnitWords();
  return (
    <Panel title={t('understand.indicators.definition')}>
      <dl className="indicator-facts">
        <dt>{t('understand.indicators.formula')}</dt>
        <dd>
          <code>{detail.formula}</code>
        </dd>
        {detail.words && (
          <>
            <dt>{t('understand.indicators.words')}</dt>
            <dd>{text(detail.words)}</dd>
          </>
        )}
        <dt>{t('understand.indicators.unit')}</dt>
        <dd>{detail.unit === '' ? t('understand.indicators.share') : unitWords(detail.unit)}</dd>
        <dt>{t('understand.indicators.direction')}</dt>
        <dd>{t(`understand.indicators.directions.${detail.direction}`)}</dd>
        <dt>{t('understand.indicators.owner')}</dt>
        <dd>{detail.owner ?? t('understand.indicators.nobody')}</dd>
      </dl>
      <h3>{t('understand.tags.usedBy', { count: detail.usedBy.length + detail.usedElsewhere })}</h3>
      <RuleUses usedBy={detail.usedBy} usedElsewhere={detail.usedElsewhere} />
      {detail.addsUp && <p className="quiet">{t('understand.indicators.addsUp')}</p>}
      {detail.isRatio && <p className="quiet">{t('understand.indicators.isRatio')}</p>}
      <List
        label={t('understand.indicators.versions')}
        rows={detail.versions}
        rowKey={({ version }) => String(version)}
        empty=""
        columns={[
          { title: t('understand.indicators.version'), align: 'right', render: (_, one) => format.count(one.version) },
          {
            title: t('understand.indicators.formula'),
            render: (_, one) => (
              <code className="clip" title={one.definition.formula}>
                {one.definition.formula}
              </code>
            ),
          },
          { title: t('understand.indicators.by'), dataIndex: 'by' },
          { title: t('understand.indicators.changed'), align: 'right', render: (_, one) => <Ago at={one.at} /> },
        ]}
      />
    </Panel>
  );
}
