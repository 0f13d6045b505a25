import { type UIEvent, useRef, useState } from 'react';

/** Distance from the end, in px, at which a log still counts as scrolled to its end. */
const END_PX = 30;

/**
 * Whether a log that grows is kept at its end. It stops when a user scrolls up, by whatever means, and continues once
 * they are back at the end.
 */
export function useFollow(initial: boolean) {
  const [follows, setFollows] = useState(initial);
  const lastTop = useRef(0);
  const onScroll = ({ currentTarget }: UIEvent) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    // Only a user scrolls up: new lines and the follower move the end down.
    if (scrollTop + clientHeight >= scrollHeight - END_PX) setFollows(true);
    else if (scrollTop < lastTop.current) setFollows(false);
    lastTop.current = scrollTop;
  };
  return { follows, setFollows, onScroll };
}
