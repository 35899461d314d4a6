using Akka.Configuration;

namespace FedPrune.Compat.Tests.TestKit;

/// <summary>Timeouts short enough for tests of what does not happen.</summary>
internal static class ShortTimes
{
    internal static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(40);

    internal static readonly Config Settings =
        "akka { loglevel = DEBUG, stdout-loglevel = OFF, test { single-expect-default = 2s, expect-no-message-default = 40ms } }";
}
