import { CampaignState } from '#contract';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { useListing, type ListingSearch, type Look } from '../app/listing.tsx';

/** What the address of a list of campaigns holds. */
export interface CampaignsSearch extends ListingSearch {
  readonly state?: string | undefined;
  readonly text?: string | undefined;
  readonly unit?: string | undefined;
}

/** What the address asks for; the newest first unless it says otherwise. */
export function useCampaigns(search: CampaignsSearch, look: Look<CampaignsSearch>) {
  const { text, unit } = search;
  const state = oneOf(CampaignState.options, search.state);
  return useListing({
    search,
    look,
    sorts: ['created', 'start', 'treated', 'state', 'owner'],
    first: ['created', 'down'],
    ask: (page) =>
      reading('listCampaigns', {
        query: {
          ...page,
          ...(state && { state }),
          ...(text !== undefined && { text }),
          ...(unit !== undefined && { orgUnitId: unit }),
        },
      }),
  });
}

export const isFiltered = ({ state, text, unit }: CampaignsSearch): boolean => (state ?? text ?? unit) !== undefined;

export function CampaignFilter({ search, look }: { search: CampaignsSearch; look: Look<CampaignsSearch> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('act.campaigns.search')} value={search.text} onSearch={(text) => look({ text })} />
      <Choice
        label={t('act.campaigns.state')}
        any={t('act.campaigns.all')}
        value={oneOf(CampaignState.options, search.state)}
        onChoose={(state) => look({ state })}
        options={CampaignState.options.map((one) => ({ value: one, label: t(`act.states.${one}`) }))}
      />
    </>
  );
}
