using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using FedPrune.Host.Configuration;
using FedPrune.Host.Runs;
using FedPrune.Model.Data;
using FedPrune.Model.Sparse;
using Spectre.Console;
using TorchSharp;

namespace FedPrune.Host.Commands;

/// <summary><c>doctor</c>: what is here, what is missing, how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what is installed, what is missing and how to mend it.");
        command.SetAction((_, _) => Task.FromResult(Run()));
        return command;
    }

    private static int Run()
    {
        var settings = RunConfiguration.Resolve("quick", []).Settings;
        var libtorch = Libtorch.Defect();
        var data = new DataLocator(DataLoading.Places(settings), new DataDownload(new HttpClient())).Find(KnownDataSet.FashionMnist);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn("found").AddColumn("to mend");
        table.AddRow("system", Markup.Escape($"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"), "");
        table.AddRow(".NET", RuntimeInformation.FrameworkDescription, "");
        table.AddRow("cores", $"{Environment.ProcessorCount}", "");
        table.AddRow("Akka", VersionOf(typeof(Akka.Actor.ActorSystem)), "");
        table.AddRow("TorchSharp", VersionOf(typeof(torch)), "");
        table.AddRow("engine of the packages", EngineName(), "");
        table.AddRow("libtorch", Markup.Escape(libtorch ?? torch.__version__), libtorch is null
            ? ""
            : $"the sparse engine trains without it; to have it, {Libtorch.Remedy}");
        table.AddRow("sparse engine", $"computes with {SparseEngine.Vectors}", "");
        table.AddRow("Fashion-MNIST", Markup.Escape(data ?? "not here"), data is null
            ? "as root: apt-get install --no-install-recommends dataset-fashion-mnist; or it is downloaded by the first run"
            : "");
        AnsiConsole.Write(table);
        return (int)ExitCode.Fine;
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";

    private static string EngineName() =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "Engine")?.Value ?? "unknown";
}
