using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.Xunit2.Internals;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>The base of tests of actors with xunit: a fresh actor system for each test, terminated after it.</summary>
public class TestKit : TestKitBase, IDisposable
{
    /// <summary>Where the log goes as well, if not null.</summary>
    protected readonly ITestOutputHelper Output;

    private bool _disposed;

    /// <summary>Tests within <paramref name="system"/>, or within a new one.</summary>
    public TestKit(ActorSystem system = null, ITestOutputHelper output = null)
        : base(Assertions, system)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    public TestKit(ActorSystemSetup config, string actorSystemName = null, ITestOutputHelper output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    public TestKit(Config config, string actorSystemName = null, ITestOutputHelper output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    public TestKit(string config, ITestOutputHelper output = null)
        : this(ConfigurationFactory.ParseString(config), output: output)
    {
    }

    public static new Config DefaultConfig => TestKitBase.DefaultConfig;

    public static new Config FullDebugConfig => TestKitBase.FullDebugConfig;

    protected static XunitAssertions Assertions { get; } = new();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called after the test and before the actor system is terminated.</summary>
    protected virtual void AfterAll()
    {
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        try
        {
            AfterAll();
        }
        finally
        {
            Shutdown();
            ImplicitSender.Clear();
        }
    }

    protected void InitializeLogger(ActorSystem system) => StartLogger(system, () => new TestOutputLogger(Output), "log-test");

    /// <summary>Logs another system's events with a prefix that tells them apart.</summary>
    protected void InitializeLogger(ActorSystem system, string prefix) =>
        StartLogger(system, () => new TestOutputLogger(new PrefixedOutput(Output, prefix)), $"log-test-{prefix}");

    private void StartLogger(ActorSystem system, System.Linq.Expressions.Expression<Func<TestOutputLogger>> factory, string name)
    {
        if (Output is null) return;
        var logger = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(factory), name);
        logger.Ask<LoggerInitialized>(new InitializeLogger(system.EventStream), TestKitSettings.TestKitStartupTimeout).GetAwaiter().GetResult();
    }
}
