import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Page } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { useMay } from '../app/session.ts';
import { Pickers } from '../app/where.tsx';
import { OrderDrawer } from './order-drawer.tsx';
import { WorkBoard } from './work-board.tsx';
import { WorkFilter } from './work-filter.tsx';
import { WorkTable } from './work-table.tsx';
import './work.css';

const route = getRouteApi('/signed-in/act/work');

/** People and their orders, live: as a board, or as a list for looking through many. */
export default function WorkScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const view = search.view === 'list' ? 'list' : 'board';
  return (
    <Page
      title={t('screens.work')}
      about={t(may('work.assign') ? 'act.work.about' : 'act.work.aboutLooking')}
      actions={
        <Segmented
          aria-label={t('act.work.view')}
          value={view}
          onChange={(to) =>
            void navigate({ search: (now) => ({ ...now, view: to === 'list' ? 'list' : undefined, page: undefined }) })
          }
          options={[
            { value: 'board', label: t('act.work.board') },
            { value: 'list', label: t('act.work.list') },
          ]}
        />
      }
    >
      <Pickers>
        <UnitPicker
          value={search.unit}
          onChange={(unit) => void navigate({ search: (now) => ({ ...now, unit, page: undefined }) })}
        />
      </Pickers>
      <div className="panels">
        <WorkFilter list={view === 'list'} />
        {view === 'list' ? <WorkTable /> : <WorkBoard />}
      </div>
      <OrderDrawer
        id={search.open}
        onClose={() => void navigate({ search: (now) => ({ ...now, open: undefined }), replace: true })}
      />
    </Page>
  );
}
