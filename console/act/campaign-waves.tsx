import type { Campaign } from '#contract';
import { Badge, Figure, useFormat, type Tone } from '#parts';
import { useTranslation } from 'react-i18next';
import { List } from '../app/list.tsx';

type Wave = Campaign['waves'][number];
const tones: Readonly<Record<Wave['state'], Tone>> = {
  planned: 'quiet',
  releasing: 'accent',
  released: 'good',
  held: 'attention',
};

/** Before the targets are drawn, the waves are those of the file, without figures. */
export function Waves({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const format = useFormat();
  const planned = campaign.file.waves.map((wave, i): Wave => ({
    wave: i + 1,
    start: wave.start,
    days: wave.days,
    gate: wave.gate ?? null,
    state: 'planned',
    targets: 0,
    released: 0,
  }));
  const drawn = campaign.counts.audience !== null;
  const figure = (value: number) => <Figure value={drawn ? value : null} />;
  return (
    <List<Wave>
      label={t('act.campaign.waves')}
      rows={campaign.waves.length > 0 ? campaign.waves : planned}
      rowKey={(wave) => String(wave.wave)}
      empty={t('act.campaign.noGate')}
      columns={[
        { title: t('act.campaign.wave'), align: 'right', render: (_, wave) => format.count(wave.wave) },
        {
          title: t('act.campaign.days'),
          render: (_, wave) => t('act.campaign.period', { from: format.day(wave.start), days: wave.days }),
        },
        {
          title: t('act.campaign.waveState'),
          render: (_, wave) => <Badge tone={tones[wave.state]}>{t(`act.campaign.waveStates.${wave.state}`)}</Badge>,
        },
        { title: t('act.campaign.targets'), align: 'right', render: (_, wave) => figure(wave.targets) },
        { title: t('act.campaign.released'), align: 'right', render: (_, wave) => figure(wave.released) },
        {
          title: t('act.campaign.gate'),
          render: (_, wave) =>
            wave.gate === null ? <span className="quiet">{t('act.campaign.noGate')}</span> : <code>{wave.gate}</code>,
        },
      ]}
    />
  );
}
