using System.Collections.Immutable;
using Akka.Util;

namespace Akka.Actor.Setup
{
    /// <summary>A part of a system's set-up that is given in code.</summary>
    public abstract class Setup
    {
        public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
    }

    /// <summary>The set-ups a system is created with, one of a type.</summary>
    public sealed class ActorSystemSetup
    {
        public static readonly ActorSystemSetup Empty = new([]);

        private readonly ImmutableDictionary<Type, Setup> _setups;

        private ActorSystemSetup(IEnumerable<KeyValuePair<Type, Setup>> setups) => _setups = ImmutableDictionary.CreateRange(setups);

        public static ActorSystemSetup Create(params Setup[] setup) =>
            new(setup.GroupBy(s => s.GetType()).Select(g => KeyValuePair.Create(g.Key, g.Last())));

        public Option<T> Get<T>()
            where T : Setup => _setups.TryGetValue(typeof(T), out var setup) ? (T)setup : Option<T>.None;

        public ActorSystemSetup WithSetup<T>(T setup)
            where T : Setup => new(_setups.SetItem(typeof(T), setup));

        public ActorSystemSetup And<T>(T setup)
            where T : Setup => WithSetup(setup);

        public override string ToString() => $"ActorSystemSetup({string.Join(",", _setups.Keys.Select(t => t.FullName))})";
    }
}

namespace Akka.Actor
{
    /// <summary>Which kind of provider makes a system's references.</summary>
    public abstract class ProviderSelection
    {
        internal ProviderSelection(string identifier, string fqn, bool hasCluster)
        {
            Identifier = identifier;
            Fqn = fqn;
            HasCluster = hasCluster;
        }

        internal string Identifier { get; }

        internal string Fqn { get; }

        internal bool HasCluster { get; }

        internal static ProviderSelection Named(string provider) => provider switch
        {
            "local" => Local.Instance,
            "remote" => Remote.Instance,
            "cluster" => Cluster.Instance,
            _ => new Custom(provider),
        };

        public sealed class Local : ProviderSelection
        {
            public static readonly Local Instance = new();

            private Local()
                : base("local", "Akka.Actor.LocalActorRefProvider", hasCluster: false)
            {
            }
        }

        public sealed class Remote : ProviderSelection
        {
            public static readonly Remote Instance = new();

            private Remote()
                : base("remote", "Akka.Remote.RemoteActorRefProvider, Akka.Remote", hasCluster: false)
            {
            }
        }

        public sealed class Cluster : ProviderSelection
        {
            public static readonly Cluster Instance = new();

            private Cluster()
                : base("cluster", "Akka.Cluster.ClusterActorRefProvider, Akka.Cluster", hasCluster: true)
            {
            }
        }

        public sealed class Custom(string fqn, string identifier = null, bool hasCluster = false)
            : ProviderSelection(identifier ?? "custom", fqn, hasCluster);
    }

    /// <summary>Configuration and provider of a system, in code.</summary>
    public sealed class BootstrapSetup : Setup.Setup
    {
        private BootstrapSetup(Option<Configuration.Config> config, Option<ProviderSelection> provider)
        {
            Config = config;
            ActorRefProvider = provider;
        }

        public Option<Configuration.Config> Config { get; }

        public Option<ProviderSelection> ActorRefProvider { get; }

        public static BootstrapSetup Create() => new(Option<Configuration.Config>.None, Option<ProviderSelection>.None);

        public BootstrapSetup WithActorRefProvider(ProviderSelection name) => new(Config, name);

        public BootstrapSetup WithConfig(Configuration.Config config) => new(config, ActorRefProvider);

        public BootstrapSetup WithConfigFallback(Configuration.Config config) =>
            Config.HasValue ? WithConfig(Config.Value.WithFallback(config)) : WithConfig(config);
    }
}
