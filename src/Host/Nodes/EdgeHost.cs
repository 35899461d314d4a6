using Akka.Actor;
using Akka.Configuration;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Edge;
using FedPrune.Host.Configuration;
using FedPrune.Host.Runs;
using FedPrune.Model.Sparse;

namespace FedPrune.Host.Nodes;

/// <summary>An edge node's process: builds what the server asks for from this machine's own data, and keeps it while it is asked for.</summary>
/// <param name="own">The node's configuration.</param>
/// <param name="note">Told of downloads and of what the user should know.</param>
/// <param name="stop">Ends downloads.</param>
internal sealed class EdgeHost(RunConfiguration own, Action<string> note, CancellationToken stop) : INodeHost, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private (string Text, NodeSetup Setup, ActorSystem Devices)? _last;

    /// <inheritdoc/>
    public int Slots { get; } = ExperimentReader.Slots(own.Settings);

    /// <inheritdoc/>
    public async Task<NodeSetup> PrepareAsync(string configuration)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (_last is { } last && last.Text == configuration)
                return last.Setup;
            await EndAsync();
            var (setup, devices) = await Task.Run(() => BuildAsync(configuration), stop);
            _last = (configuration, setup, devices);
            return setup;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _one.Dispose();
    }

    private async Task<(NodeSetup Setup, ActorSystem Devices)> BuildAsync(string text)
    {
        var configuration = RunConfiguration.Sent(text, own);
        var settings = configuration.Settings;
        var images = await DataLoading.ImagesAsync(settings, new Downloads(note), stop);
        var experiment = ExperimentReader.Experiment(settings, images.Train.Shape, images.Train.Classes);
        var (data, _) = DataLoading.Federate(settings, images, experiment.Seed);
        var engine = Libtorch.Available(ExperimentReader.Engine(settings), experiment, note);
        var engines = new Engines(engine, experiment.Network, data.Images);
        var devices = ActorSystem.Create(
            "devices", ConfigurationFactory.ParseString(PolicyReader.ActorSystem(settings)).WithFallback(HoconFiles.Reference()));
        var node = EdgeNodeActor.Props(experiment, data, Slots, engines.Create, PolicyReader.Options(settings));
        return (new NodeSetup(experiment, Fingerprints.Of(configuration, data, engine), () => devices.ActorOf(node)), devices);
    }

    private async Task EndAsync()
    {
        if (_last is { } last)
            await last.Devices.Terminate();
        _last = null;
    }

    private sealed class Downloads(Action<string> note) : IProgress<Model.Data.DownloadProgress>
    {
        private string _file = "";

        public void Report(Model.Data.DownloadProgress value)
        {
            if (_file != value.File)
                note($"downloading {value.File}");
            _file = value.File;
        }
    }
}
