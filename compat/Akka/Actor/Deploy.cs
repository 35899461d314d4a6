using Akka.Configuration;
using Akka.Routing;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Where an actor is to live.</summary>
public abstract class Scope : IEquatable<Scope>
{
    public static readonly LocalScope Local = LocalScope.Instance;

    public abstract Scope WithFallback(Scope other);

    public abstract Scope Copy();

    public virtual bool Equals(Scope other) => other is not null && GetType() == other.GetType();

    public override bool Equals(object obj) => Equals(obj as Scope);

    public override int GetHashCode() => GetType().GetHashCode();
}

public class LocalScope : Scope, ISurrogated
{
    private LocalScope()
    {
    }

    public static LocalScope Instance { get; } = new();

    public override Scope WithFallback(Scope other) => this;

    public override Scope Copy() => this;

    public ISurrogate ToSurrogate(ActorSystem system) => new LocalScopeSurrogate();

    public class LocalScopeSurrogate : ISurrogate
    {
        public ISurrogated FromSurrogate(ActorSystem system) => Instance;
    }
}

internal sealed class NoScope : Scope
{
    public static NoScope Instance { get; } = new();

    public override Scope WithFallback(Scope other) => other;

    public override Scope Copy() => this;
}

/// <summary>On the node with this address.</summary>
public class RemoteScope : Scope, IEquatable<RemoteScope>
{
    public RemoteScope(Address address) => Address = address;

    protected RemoteScope()
    {
    }

    public Address Address { get; set; }

    public override Scope WithFallback(Scope other) => this;

    public override Scope Copy() => new RemoteScope(Address);

    public bool Equals(RemoteScope other) => other is not null && Equals(Address, other.Address);

    public override bool Equals(Scope other) => Equals(other as RemoteScope);

    public override bool Equals(object obj) => Equals(obj as RemoteScope);

    public override int GetHashCode() => Address?.GetHashCode() ?? 0;
}

/// <summary>How an actor is deployed: dispatcher, mailbox, router, scope. In code or by <c>akka.actor.deployment</c>.</summary>
public class Deploy : IEquatable<Deploy>, ISurrogated
{
    public const int NoStashSize = -1;

    public static readonly string NoDispatcherGiven = string.Empty;

    public static readonly string NoMailboxGiven = string.Empty;

    public static readonly Scope NoScopeGiven = NoScope.Instance;

    public static readonly Deploy Local = new(Scope.Local);

    public static readonly Deploy None = new();

    public Deploy()
        : this("", ConfigurationFactory.Empty, NoRouter.Instance, NoScopeGiven, NoDispatcherGiven)
    {
    }

    public Deploy(Scope scope)
        : this("", ConfigurationFactory.Empty, NoRouter.Instance, scope, NoDispatcherGiven)
    {
    }

    public Deploy(RouterConfig routerConfig)
        : this(routerConfig, NoScopeGiven)
    {
    }

    public Deploy(RouterConfig routerConfig, Scope scope)
        : this("", ConfigurationFactory.Empty, routerConfig, scope, NoDispatcherGiven)
    {
    }

    public Deploy(string path, Scope scope)
        : this(path, ConfigurationFactory.Empty, NoRouter.Instance, scope, NoDispatcherGiven)
    {
    }

    public Deploy(string path, Config config, RouterConfig routerConfig, Scope scope, string dispatcher)
        : this(path, config, routerConfig, scope, dispatcher, NoMailboxGiven)
    {
    }

    public Deploy(string path, Config config, RouterConfig routerConfig, Scope scope, string dispatcher, string mailbox)
        : this(path, config, routerConfig, scope, dispatcher, mailbox, NoStashSize)
    {
    }

    public Deploy(string path, Config config, RouterConfig routerConfig, Scope scope, string dispatcher, string mailbox, int stashCapacity)
    {
        Path = path;
        Config = config;
        RouterConfig = routerConfig;
        Scope = scope;
        Dispatcher = dispatcher ?? NoDispatcherGiven;
        Mailbox = mailbox ?? NoMailboxGiven;
        StashCapacity = stashCapacity;
    }

    public string Path { get; }

    public Config Config { get; }

    public RouterConfig RouterConfig { get; }

    public Scope Scope { get; }

    public string Dispatcher { get; }

    public string Mailbox { get; }

    public int StashCapacity { get; }

    public virtual Deploy WithFallback(Deploy other) => new(
        Path,
        Config.IsNullOrEmpty() ? other.Config : Config.WithFallback(other.Config),
        RouterConfig.WithFallback(other.RouterConfig),
        Scope.WithFallback(other.Scope),
        Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);

    public virtual Deploy WithScope(Scope scope) => new(Path, Config, RouterConfig, scope ?? Scope, Dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithMailbox(string mailbox) => new(Path, Config, RouterConfig, Scope, Dispatcher, mailbox, StashCapacity);

    public virtual Deploy WithDispatcher(string dispatcher) => new(Path, Config, RouterConfig, Scope, dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithRouterConfig(RouterConfig routerConfig) =>
        new(Path, Config, routerConfig, Scope, Dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithStashCapacity(int stashSize) => new(Path, Config, RouterConfig, Scope, Dispatcher, Mailbox, stashSize);

    public ISurrogate ToSurrogate(ActorSystem system) => new DeploySurrogate
    {
        Path = Path,
        Config = Config,
        RouterConfig = RouterConfig,
        Scope = Scope,
        Dispatcher = Dispatcher,
        Mailbox = Mailbox,
        StashCapacity = StashCapacity,
    };

    public bool Equals(Deploy other) =>
        other is not null && Equals(Path, other.Path) && Equals(Dispatcher, other.Dispatcher) && Equals(Mailbox, other.Mailbox)
        && Equals(RouterConfig, other.RouterConfig) && Equals(Scope, other.Scope) && StashCapacity == other.StashCapacity;

    public override bool Equals(object obj) => Equals(obj as Deploy);

    public override int GetHashCode() => HashCode.Combine(Path, Dispatcher, Mailbox, Scope);

    public class DeploySurrogate : ISurrogate
    {
        public Scope Scope { get; set; }

        public Config Config { get; set; }

        public RouterConfig RouterConfig { get; set; }

        public string Path { get; set; }

        public string Dispatcher { get; set; }

        public string Mailbox { get; set; }

        public int StashCapacity { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new Deploy(Path, Config, RouterConfig, Scope, Dispatcher, Mailbox, StashCapacity);
    }
}

/// <summary>The deployments that the configuration gives by path, with <c>*</c> for one name and a trailing <c>**</c> for all below.</summary>
public class Deployer
{
    protected readonly Config Default;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Deploy> _byPath = new(StringComparer.Ordinal);
    private readonly Settings _settings;

    public Deployer(Settings settings)
    {
        _settings = settings;
        var deployment = settings.Config.GetConfig("akka.actor.deployment");
        Default = deployment.GetConfig("default");
        foreach (var (path, value) in deployment.AsEnumerable())
        {
            if (path == "default" || !value.IsObject()) continue;
            if (ParseConfig(path, value.ToConfig().WithFallback(Default)) is { } deploy) SetDeploy(deploy);
        }
    }

    public Deploy Lookup(ActorPath path)
    {
        if (_byPath.IsEmpty) return Deploy.None;
        var elements = path.Elements;
        return elements is ["user", ..] ? Lookup(elements.Skip(1)) : Deploy.None;
    }

    public Deploy Lookup(IEnumerable<string> path)
    {
        string[] wanted = [.. path];
        if (_byPath.TryGetValue("/" + string.Join('/', wanted), out var exact)) return exact;
        return _byPath.Values.FirstOrDefault(deploy => Matches(deploy.Path, wanted)) ?? Deploy.None;
    }

    public void SetDeploy(Deploy deploy)
    {
        foreach (var element in deploy.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element is not ("*" or "**") && !ActorPath.IsValidPathElement(element) && element[0] != '$')
            {
                throw new IllegalActorNameException($"Illegal actor name [{element}] in deployment [{deploy.Path}]");
            }
        }

        _byPath[deploy.Path] = deploy;
    }

    public virtual Deploy ParseConfig(string key, Config config)
    {
        var path = key.StartsWith('/') ? key : "/" + key;
        var router = DeployedRouters.Read(_settings, path, config);
        return new Deploy(
            path,
            config,
            router,
            Deploy.NoScopeGiven,
            config.GetString("dispatcher"),
            config.GetString("mailbox"),
            config.GetInt("stash-capacity", Deploy.NoStashSize));
    }

    private static bool Matches(string pattern, string[] path)
    {
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "**") return path.Length > i;
            if (i >= path.Length || (parts[i] != "*" && parts[i] != path[i])) return false;
        }

        return parts.Length == path.Length;
    }
}
