import type { Campaign } from '#contract';
import { Ago } from '#parts';
import { StateBadge } from './campaign-state.tsx';

/** Every change of state, the newest first: by whom, when, why. */
export function History({ campaign }: { campaign: Campaign }) {
  return (
    <ol className="history">
      {campaign.history.toReversed().map((step) => (
        <li key={`${step.at} ${step.to}`}>
          <StateBadge state={step.to} />
          <span>
            {step.by} · <Ago at={step.at} />
          </span>
          {step.why && <span className="history-why">{step.why}</span>}
        </li>
      ))}
    </ol>
  );
}
