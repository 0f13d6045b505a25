import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { BuildDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { useLiveBuild } from '../live.ts';
import { useSpan } from '../timeline.tsx';
import { BuildHead, LoadedBuild, useBuild } from './build-head.tsx';
import { TargetItem } from './build-target.tsx';

export function BuildView() {
  const { id } = useParams({ from: '/signed-in/builds/$id' });
  const isLost = useLiveBuild(id);
  const query = useBuild(id);
  return <LoadedBuild query={query}>{(build) => <Targets build={build} isLost={isLost} />}</LoadedBuild>;
}

function Targets({ build, isLost }: { build: BuildDetails; isLost: boolean }) {
  const { target: opened } = useSearch({ from: '/signed-in/builds/$id' });
  const navigate = useNavigate({ from: '/builds/$id' });
  const isOver = build.completed_at !== null;
  const summary = useQuery({
    queryKey: ['summary', build.id, isOver],
    queryFn: () => api.summary(build.id),
    enabled: opened !== undefined,
  });
  const span = useSpan(build);
  return (
    <>
      <BuildHead build={build} isLost={isLost} />
      <div className="targets-table">
        <div className="axis" aria-hidden="true">
          <span>0 s</span>
          <span>{span.label}</span>
        </div>
        <ul className="list">
          {build.targets.map((target) => (
            <TargetItem
              key={target.target}
              build={build}
              target={target}
              span={span}
              isOpen={opened === target.target}
              summary={summary.data?.targets[target.target]}
              toggle={() =>
                void navigate({
                  search: { target: opened === target.target ? undefined : target.target },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          ))}
        </ul>
      </div>
      <ul className="legend" aria-label="Steps">
        {['codegen', 'postgen', 'commit', 'lint', 'build', 'test'].map((step) => (
          <li key={step}>
            <span className={`swatch ${step}`} /> {step}
          </li>
        ))}
      </ul>
    </>
  );
}
