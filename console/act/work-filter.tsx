import { ResultKind, WorkOrderState } from '#contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Checkbox, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { usePeopleNames } from './people-names.ts';
import { useObjective } from './objective.ts';

const route = getRouteApi('/signed-in/act/work');

type Choose = (change: Partial<ReturnType<typeof route.useSearch>>) => void;

/** Which orders: every choice goes into the address. The list can be narrowed further than the board. */
export function WorkFilter({ list }: { list: boolean }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const objective = useObjective();
  const campaigns = useQuery(reading('listCampaigns', { query: { limit: 100 } }));
  const choose: Choose = (change) => void navigate({ search: (now) => ({ ...now, ...change, page: undefined }) });
  return (
    <div className="bar-above work-filter">
      <Select
        className="choice"
        aria-label={t('act.work.campaign')}
        value={search.campaign ?? ''}
        onChange={(campaign) => choose({ campaign: campaign || undefined })}
        options={[
          { value: '', label: t('act.work.allCampaigns') },
          ...(campaigns.data?.items ?? [])
            .filter((campaign) => campaign.counts.released > 0)
            .map((campaign) => ({ value: campaign.id, label: objective(campaign) })),
        ]}
      />
      <PersonFilter choose={choose} />
      {list && <ListFilter choose={choose} />}
      <Input.Search
        key={search.customer ?? ''}
        className="choice-short"
        aria-label={t('act.work.customer')}
        placeholder={t('act.work.customer')}
        allowClear
        defaultValue={search.customer ?? ''}
        onSearch={(customer) => choose({ customer: customer.trim() || undefined })}
      />
      <Checkbox
        checked={search.overdue === true}
        onChange={(event) => choose({ overdue: event.target.checked || undefined })}
      >
        {t('act.work.overdueOnly')}
      </Checkbox>
    </div>
  );
}

function PersonFilter({ choose }: { choose: Choose }) {
  const { t } = useTranslation();
  const { person } = route.useSearch();
  const people = usePeopleNames();
  return (
    <Select
      className="choice-short"
      aria-label={t('act.work.person')}
      showSearch={{ optionFilterProp: 'label' }}
      value={person ?? ''}
      onChange={(chosen) => choose({ person: chosen || undefined })}
      options={[
        { value: '', label: t('act.work.everybody') },
        ...people.all.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
      ]}
    />
  );
}

function ListFilter({ choose }: { choose: Choose }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const any = (label: string) => ({ value: '', label });
  return (
    <>
      <Select
        className="choice-short"
        aria-label={t('act.work.state')}
        value={search.state ?? ''}
        onChange={(state) => choose({ state: state || undefined })}
        options={[
          any(t('act.work.allStates')),
          ...WorkOrderState.options.map((state) => ({ value: state, label: t(`act.orderStates.${state}`) })),
        ]}
      />
      <Select
        className="choice-short"
        aria-label={t('act.work.result')}
        value={search.result ?? ''}
        onChange={(result) => choose({ result: result || undefined })}
        options={[
          any(t('act.work.allResults')),
          ...ResultKind.options.map((result) => ({ value: result, label: t(`act.results.${result}`) })),
        ]}
      />
    </>
  );
}
