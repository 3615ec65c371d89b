import type { Result, routes } from '#contract';
import { useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Drawer, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../act/people-names.ts';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Answer } from '../app/page.tsx';

const route = getRouteApi('/signed-in/plan/plans/$plan');
type Contact = Result<typeof routes.planContacts>['items'][number];

/** The contacts of one person on one day: what stands behind a cell. */
export function DayContacts({ plan }: { plan: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { nameOf } = usePeopleNames();
  const { person, day } = route.useSearch();
  const navigate = route.useNavigate();
  const isOpen = person !== undefined && day !== undefined;
  const contacts = useQuery({
    ...reading('planContacts', {
      params: { id: plan },
      query: { limit: 200, ...(isOpen && { personId: person, day }) },
    }),
    enabled: isOpen,
  });
  const columns = useColumns();
  return (
    <Drawer
      open={isOpen}
      size={640}
      aria-label={t('plan.calendar.contacts')}
      title={isOpen ? t('plan.day.title', { person: nameOf(person), day: format.day(day) }) : ''}
      onClose={() =>
        void navigate({ search: (old) => ({ ...old, person: undefined, day: undefined }), resetScroll: false })
      }
    >
      {isOpen && (
        <Answer of={contacts}>
          {(data) => (
            <List
              label={t('plan.calendar.contacts')}
              columns={columns}
              rows={data.items}
              rowKey={(contact) => `${contact.campaign} ${contact.customerId}`}
              empty={t('plan.day.none')}
            />
          )}
        </Answer>
      )}
    </Drawer>
  );
}

function useColumns(): TableColumnsType<Contact> {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { data: offers } = useQuery({ ...reading('listOffers'), staleTime: 300_000 });
  const nameOf = (id: string) => {
    const offer = offers?.items.find((one) => one.id === id);
    return offer ? text(offer.name) : id;
  };
  return [
    {
      title: t('plan.day.customer'),
      render: (_, { customerId }) =>
        customerId === null ? (
          '–'
        ) : (
          <Link to="/know/customers/$customer" params={{ customer: customerId }}>
            {customerId}
          </Link>
        ),
    },
    { title: t('plan.day.offer'), render: (_, { offer }) => nameOf(offer) },
    {
      title: t('plan.day.channel'),
      render: (_, { channel, pool }) => (
        <>
          {t(`act.channels.${channel as 'field'}`)} {pool && <span className="quiet">{t('plan.day.pool')}</span>}
        </>
      ),
    },
    { title: t('plan.day.minutes'), align: 'right', render: (_, { minutes }) => format.count(minutes) },
    { title: t('plan.day.gain'), align: 'right', render: (_, { gain }) => format.aligned(gain, 1) },
  ];
}
