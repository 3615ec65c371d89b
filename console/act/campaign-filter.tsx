import { CampaignState } from '#contract';
import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

/** What the address of a list of campaigns holds. */
export interface CampaignsSearch {
  readonly state?: string | undefined;
  readonly text?: string | undefined;
  readonly unit?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
  readonly page?: number | undefined;
}

export const campaignSortKeys = ['start', 'treated', 'state', 'owner'] as const;

/** What the address asks for, in the words of the route; the newest first unless it says otherwise. */
export function campaignQuery(search: CampaignsSearch) {
  const state = CampaignState.options.find((one) => one === search.state);
  const sort = campaignSortKeys.find((one) => one === search.sort);
  return {
    sort: sort ?? ('created' as const),
    order: search.order === 'up' ? ('up' as const) : ('down' as const),
    ...(state && { state }),
    ...(search.text !== undefined && { text: search.text }),
    ...(search.unit !== undefined && { orgUnitId: search.unit }),
  };
}
export type CampaignQuery = ReturnType<typeof campaignQuery>;

interface CampaignFilterProps {
  readonly query: CampaignQuery;
  readonly onChoose: (change: Pick<CampaignsSearch, 'state' | 'text'>) => void;
}

export function CampaignFilter({ query, onChoose }: CampaignFilterProps) {
  const { t } = useTranslation();
  return (
    <div className="bar-above">
      <Input.Search
        key={query.text ?? ''}
        className="choice"
        aria-label={t('act.campaigns.search')}
        placeholder={t('act.campaigns.search')}
        allowClear
        defaultValue={query.text ?? ''}
        onSearch={(text) => onChoose({ text: text.trim() || undefined })}
      />
      <Select
        className="choice"
        aria-label={t('act.campaigns.state')}
        value={query.state ?? ''}
        onChange={(chosen: string) => onChoose({ state: chosen || undefined })}
        options={[
          { value: '', label: t('act.campaigns.all') },
          ...CampaignState.options.map((one) => ({ value: one as string, label: t(`act.states.${one}`) })),
        ]}
      />
    </div>
  );
}
