import type { Campaign } from '#contract';
import { Badge, Figure, useFormat, type Tone } from '#parts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Wave = Campaign['waves'][number];
const tones: Readonly<Record<Wave['state'], Tone>> = {
  planned: 'quiet',
  releasing: 'accent',
  released: 'good',
  held: 'attention',
};
const dayMs = 86_400_000;

/** The waves as lanes in time: how long, how far released, where today is, and the gate each has to pass. */
export function Lanes({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const windowMs = campaign.file.success.within_days * dayMs;
  const starts = campaign.waves.map((wave) => Date.parse(wave.start));
  const first = Math.min(...starts);
  const last = Math.max(...campaign.waves.map((wave, i) => (starts[i] ?? 0) + wave.days * dayMs)) + windowMs;
  const at = (instant: number) => (100 * (instant - first)) / (last - first);
  return (
    <div className="lanes" role="table" aria-label={t('act.campaign.waves')}>
      <div className="lane-axis" role="presentation">
        <span>{format.day(new Date(first).toISOString())}</span>
        <span>{t('act.monitor.windowEnd', { day: format.day(new Date(last).toISOString()) })}</span>
      </div>
      {campaign.waves.map((wave) => (
        <Lane key={wave.wave} campaign={campaign} wave={wave} at={at} today={at(now)} windowMs={windowMs} />
      ))}
    </div>
  );
}

interface LaneProps {
  readonly campaign: Campaign;
  readonly wave: Wave;
  /** Where an instant lies on the track, in percent. */
  readonly at: (instant: number) => number;
  readonly today: number;
  readonly windowMs: number;
}

function Lane({ campaign, wave, at, today, windowMs }: LaneProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const from = Date.parse(wave.start);
  const to = from + wave.days * dayMs;
  const span = t('act.campaign.period', { from: format.day(wave.start), days: wave.days });
  const place = (left: number, right: number) => ({ left: `${at(left)}%`, width: `${at(right) - at(left)}%` });
  const share = wave.targets > 0 ? wave.released / wave.targets : 0;
  return (
    <div className="lane" role="row">
      <span role="rowheader" className="lane-name">
        {t('learn.report.wave', { wave: wave.wave })}
        <Badge tone={tones[wave.state]}>{t(`act.campaign.waveStates.${wave.state}`)}</Badge>
      </span>
      <span className="lane-track" role="cell" aria-label={span}>
        {today > 0 && today < 100 && (
          <i className="lane-today" style={{ left: `${today}%` }} title={t('act.monitor.today')} />
        )}
        <span className={`lane-bar lane-${wave.state}`} style={place(from, to)} title={span}>
          <span className="lane-done" style={{ width: `${share * 100}%` }} />
        </span>
        <span
          className="lane-window"
          style={place(to, to + windowMs)}
          title={t('act.monitor.window', { days: campaign.file.success.within_days })}
        />
      </span>
      <span role="cell" className="lane-count">
        {campaign.counts.audience === null ? (
          format.percent(campaign.file.waves[wave.wave - 1]?.share ?? 0)
        ) : (
          <>
            <Figure value={wave.released} /> / <Figure value={wave.targets} />
          </>
        )}
      </span>
      <span role="cell" className="lane-gate">
        {wave.gate === null ? <span className="quiet">{t('act.monitor.noGate')}</span> : <code>{wave.gate}</code>}
      </span>
    </div>
  );
}
