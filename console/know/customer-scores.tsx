import type { Result, routes } from '#contract';
import { Badge, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';

type Score = Result<typeof routes.customerScores>['items'][number];

/** What the models in use say of a customer, and why, in words. Nothing is shown as long as no model is in use. */
export function CustomerScores({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const scores = useQuery({ ...reading('customerScores', { params: { customerId: customer } }), retry: false });
  if (!scores.data || scores.data.items.length === 0) return null;
  return (
    <Panel title={t('know.customer.scores')}>
      {scores.data.items.map((score) => (
        <OneScore key={score.model} score={score} />
      ))}
    </Panel>
  );
}

function OneScore({ score }: { score: Score }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const may = useMay();
  const figure =
    score.kind === 'uplift'
      ? format.points(score.score)
      : score.kind === 'value'
        ? format.decimal(score.score, 1)
        : format.percent(score.score);
  return (
    <div>
      <div className="score-head">
        {may('models.read') ? (
          <Link to="/understand/models/$model" params={{ model: score.model }}>
            {text(score.name)}
          </Link>
        ) : (
          text(score.name)
        )}
        <strong>{figure}</strong>
        {score.group && <Badge tone="accent">{t(`understand.models.groups.${score.group}`)}</Badge>}
        {score.rank !== null && (
          <span className="quiet small">{t('know.customer.scoreRank', { share: format.percent(score.rank) })}</span>
        )}
      </div>
      <ul className="reasons">
        {score.reasons.map((reason) => (
          <li key={reason.field}>
            <span aria-hidden="true" className={reason.contribution > 0 ? 'raises' : 'lowers'}>
              {reason.contribution > 0 ? '▲' : '▼'}
            </span>
            <span>{text(reason.words)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
