import { useFormat } from '#parts';
import { BellOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Badge as Counted, Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NeedList } from './needs.tsx';
import { useNeeds, useOwnJobs } from './use-needs.ts';
import './home.css';

const seenPlace = 'gridloop.seen-jobs';

/** Everything that needs me, and what became of what I started. A finished job counts until it has been looked at. */
export default function Bell() {
  const { t } = useTranslation();
  const format = useFormat();
  const { needs } = useNeeds();
  const done = useOwnJobs().filter((job) => job.state === 'done' || job.state === 'cancelled');
  const [open, setOpen] = useState(false);
  const [seen, setSeen] = useState(readSeen);
  const fresh = done.filter((job) => !seen.includes(job.id));
  const count = needs.length + fresh.length;
  const change = (shown: boolean) => {
    setOpen(shown);
    if (shown) return;
    const ids = done.map((job) => job.id);
    setSeen(ids);
    writeSeen(ids);
  };
  return (
    <Popover
      open={open}
      onOpenChange={change}
      trigger="click"
      placement="bottomRight"
      // On a phone there is more of it than lies left of the bell.
      align={{ overflow: { adjustY: true, shiftX: true } }}
      title={t('home.needs')}
      content={
        <div className="bell-list" onClick={(event) => (event.target as Element).closest('a') && change(false)}>
          {needs.length + done.length === 0 ? (
            <p className="quiet">{t('home.needsNothing')}</p>
          ) : (
            <NeedList needs={[...needs, ...done.map((job) => ({ kind: 'job' as const, key: job.id, job }))]} />
          )}
          <Link to="/" className="small">
            {t('app.toHome')}
          </Link>
        </div>
      }
    >
      <Button
        type="text"
        aria-label={t('home.bell', { count, shown: format.count(count) })}
        icon={
          // A number of our own: that of the library rolls its digits, and then says something else than the button's name.
          <span aria-hidden>
            <Counted count={count > 0 ? <span className="bell-count">{count > 99 ? '99+' : count}</span> : 0}>
              <BellOutlined />
            </Counted>
          </span>
        }
      />
    </Popover>
  );
}

function readSeen(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(seenPlace) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function writeSeen(ids: readonly string[]): void {
  try {
    localStorage.setItem(seenPlace, JSON.stringify(ids));
  } catch {
    // A private window refuses storage; the jobs then count again after the next load of the page.
  }
}
