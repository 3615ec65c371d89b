import type { TagUse } from '#contract';
import { useText } from '#parts';
import { Link } from '@tanstack/react-router';

/** Leads to what uses a tag or the like, where it has a screen of its own. */
export function UseLink({ use }: { use: TagUse }) {
  const label = useText();
  const name = label(use.name) || use.id;
  switch (use.kind) {
    case 'tag':
      return (
        <Link to="/understand/tags/$tag" params={{ tag: use.id }}>
          {name}
        </Link>
      );
    case 'audience':
      return (
        <Link to="/understand/audiences/rule" search={{ audience: use.id }}>
          {name}
        </Link>
      );
    case 'campaign':
      return (
        <Link to="/act/campaigns/$campaign" params={{ campaign: use.id }}>
          {name}
        </Link>
      );
    case 'indicator':
      return (
        <Link to="/understand/indicators/$indicator" params={{ indicator: use.id }}>
          {name}
        </Link>
      );
    case 'model':
      return (
        <Link to="/understand/models/$model" params={{ model: use.id }}>
          {name}
        </Link>
      );
    case 'segment':
      return <span>{name}</span>;
  }
}
