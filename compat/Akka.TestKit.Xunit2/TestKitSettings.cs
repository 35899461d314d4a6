using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The section <c>akka.test</c>.</summary>
public class TestKitSettings : IExtension
{
    public TestKitSettings(Config config)
    {
        if (config.IsNullOrEmpty()) throw ConfigurationException.NullOrEmptyConfig<TestKitSettings>();
        DefaultTimeout = config.GetTimeSpan("akka.test.default-timeout", allowInfinite: false);
        SingleExpectDefault = config.GetTimeSpan("akka.test.single-expect-default", allowInfinite: false);
        ExpectNoMessageDefault = config.GetTimeSpan("akka.test.expect-no-message-default", allowInfinite: false);
        TestEventFilterLeeway = config.GetTimeSpan("akka.test.filter-leeway", allowInfinite: false);
        TestKitStartupTimeout = config.GetTimeSpan("akka.test.startup-timeout", allowInfinite: false);
        TestTimeFactor = config.GetDouble("akka.test.timefactor");
        LogTestKitCalls = config.GetBoolean("akka.test.testkit.debug");
        if (TestTimeFactor <= 0)
            throw new ConfigurationException($"akka.test.timefactor is {config.GetString("akka.test.timefactor")}, but must be positive.");
    }

    /// <summary>How long latches and barriers wait unless told otherwise.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long one expectation waits unless told otherwise.</summary>
    public TimeSpan SingleExpectDefault { get; }

    public TimeSpan ExpectNoMessageDefault { get; }

    /// <summary>How long event filters wait for late messages.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    public TimeSpan TestKitStartupTimeout { get; }

    /// <summary>What <see cref="TestKitBase.Dilated"/> multiplies by.</summary>
    public double TestTimeFactor { get; }

    public bool LogTestKitCalls { get; }
}
