"""What cluster/kubernetes holds, against the API's own schemas and against the program.

PROGRAM names a clipmill, without which no command line is tried.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import kubernetes_validate
import yaml

HERE = pathlib.Path(__file__).resolve().parents[2] / "cluster" / "kubernetes"
VERSIONS = ["1.29", "1.33", "1.37"]
PROGRAM = os.environ.get("PROGRAM")


def documents(text):
    return [document for document in yaml.safe_load_all(text) if document]


def base():
    names = yaml.safe_load((HERE / "base" / "kustomization.yaml").read_text())["resources"]
    return [each for name in names for each in documents((HERE / "base" / name).read_text())]


def rendered():
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise unittest.SkipTest("kubectl is not here: the overlay is not rendered")
    made = subprocess.run(
        [kubectl, "kustomize", HERE / "example"], check=True, capture_output=True, text=True)
    return documents(made.stdout)


def named(all_of_them, kind, name):
    return next(each for each in all_of_them
                if each["kind"] == kind and each["metadata"]["name"] == name)


def faults(document, version):
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{document['kind']} {document['metadata']['name']}, {version}: {error.message}"]
    return []


class Schemas(unittest.TestCase):
    def test_every_file_of_the_base_is_one_of_its_resources(self):
        names = yaml.safe_load((HERE / "base" / "kustomization.yaml").read_text())["resources"]
        files = {path.name for path in (HERE / "base").iterdir()} - {"kustomization.yaml"}
        self.assertEqual(set(names), files)

    def test_three_versions_take_the_base_strictly(self):
        found = [fault for version in VERSIONS for each in base() for fault in faults(each, version)]
        self.assertEqual(found, [])
        self.assertEqual(len(base()), 9)

    def test_three_versions_take_the_overlay_strictly(self):
        found = [fault for version in VERSIONS for each in rendered() for fault in faults(each, version)]
        self.assertEqual(found, [])

    def test_an_unknown_key_is_a_fault(self):
        job = named(base(), "Job", "clipmill-worker")
        job["spec"]["parallelizm"] = 3
        self.assertNotEqual(faults(job, VERSIONS[-1]), [])


class Rules(unittest.TestCase):
    def actions(self, job):
        rules = job["spec"]["podFailurePolicy"]["rules"]
        return {code: rule["action"] for rule in rules if "onExitCodes" in rule
                for code in rule["onExitCodes"]["values"]}

    def test_unfinished_work_is_not_a_failure_and_a_refused_key_fails_at_once(self):
        for name in ["clipmill-worker", "clipmill-coordinator"]:
            job = named(base(), "Job", name)
            actions = self.actions(job)
            self.assertEqual((actions[75], actions[77]), ("Ignore", "FailJob"), name)
            names = [each["name"] for each in job["spec"]["template"]["spec"]["containers"]]
            for rule in job["spec"]["podFailurePolicy"]["rules"]:
                if "onExitCodes" in rule:
                    self.assertIn(rule["onExitCodes"]["containerName"], names)

    def test_probes_ask_the_port_of_the_page_which_needs_a_token_for_all_else(self):
        pod = named(base(), "Job", "clipmill-coordinator")["spec"]["template"]["spec"]
        container = pod["containers"][0]
        paths = {name: container[name]["httpGet"]["path"]
                 for name in ["startupProbe", "readinessProbe", "livenessProbe"]}
        self.assertEqual(paths, {"startupProbe": "/healthz", "readinessProbe": "/readyz", "livenessProbe": "/healthz"})
        ports = {each["name"]: each["containerPort"] for each in container["ports"]}
        for name in paths:
            self.assertEqual(container[name]["httpGet"]["port"], "http")
        self.assertIn(f"--http=0.0.0.0:{ports['http']}", container["args"])
        self.assertIn("--http-token=/run/clipmill/keys/http-token", container["args"])
        policy = named(base(), "NetworkPolicy", "clipmill-coordinator")["spec"]["ingress"]
        admitted = {port["port"]: rule["from"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
                    for rule in policy for port in rule["ports"]}
        self.assertEqual(admitted, {5555: "clipmill", ports["http"]: "prometheus"})

    def test_every_container_is_sealed(self):
        for job in [each for each in base() if each["kind"] == "Job"]:
            pod = job["spec"]["template"]["spec"]
            self.assertTrue(pod["securityContext"]["runAsNonRoot"])
            self.assertFalse(pod["automountServiceAccountToken"])
            for each in pod["containers"] + pod["initContainers"]:
                context = each["securityContext"]
                self.assertTrue(context["readOnlyRootFilesystem"])
                self.assertFalse(context["allowPrivilegeEscalation"])
                self.assertEqual(context["capabilities"], {"drop": ["ALL"]})
                self.assertIn("memory", each["resources"]["limits"])

    def test_what_is_mounted_named_and_selected_is_there(self):
        there = {(each["kind"], each["metadata"]["name"]) for each in base()}
        for job in [each for each in base() if each["kind"] == "Job"]:
            pod = job["spec"]["template"]["spec"]
            volumes = {each["name"] for each in pod["volumes"]}
            for each in pod["containers"] + pod["initContainers"]:
                self.assertLessEqual({mount["name"] for mount in each["volumeMounts"]}, volumes)
                for source in each.get("envFrom", []):
                    self.assertIn(("ConfigMap", source["configMapRef"]["name"]), there)
            claims = [each["persistentVolumeClaim"]["claimName"] for each in pod["volumes"]
                      if "persistentVolumeClaim" in each]
            self.assertEqual(claims, ["clipmill-data"])
            self.assertIn(("PersistentVolumeClaim", claims[0]), there)
            self.assertIn(("ServiceAccount", pod["serviceAccountName"]), there)

    def test_the_overlay_gives_pods_the_labels_that_policies_select(self):
        everything = rendered()
        for component in ["coordinator", "worker"]:
            labels = named(everything, "Job", f"clipmill-{component}")["spec"]["template"]["metadata"]["labels"]
            policy = named(everything, "NetworkPolicy", f"clipmill-{component}")
            selected = policy["spec"]["podSelector"]["matchLabels"]
            self.assertLessEqual(selected.items(), labels.items())

    def test_the_overlay_changes_what_it_says(self):
        everything = rendered()
        self.assertEqual(named(everything, "Job", "clipmill-worker")["spec"]["completions"], 50)
        self.assertEqual({each["metadata"].get("namespace") for each in everything}, {"drums"})
        images = {each["image"] for job in everything if job["kind"] == "Job"
                  for kind in ["containers", "initContainers"]
                  for each in job["spec"]["template"]["spec"][kind]}
        self.assertEqual(images, {"registry.example.org/clipmill:0.1.0"})


@unittest.skipUnless(PROGRAM, "no program was given: no command line is tried")
class CommandLines(unittest.TestCase):
    def lines(self):
        settings = named(base(), "ConfigMap", "clipmill-settings")["data"]
        for job in [each for each in base() if each["kind"] == "Job"]:
            for each in job["spec"]["template"]["spec"]["containers"]:
                self.assertEqual(each["command"], ["clipmill"])
                yield each["args"], settings

    def test_the_program_takes_every_command_line(self):
        tried = 0
        with tempfile.TemporaryDirectory() as folder:
            for words, settings in self.lines():
                for name, value in {**settings, "NAMESPACE": "a", "POD": "a"}.items():
                    words = [word.replace(f"$({name})", value) for word in words]
                self.assertFalse([word for word in words if "$(" in word])
                words = [word.replace("/data/", f"{folder}/").replace("/run/clipmill", folder)
                         .replace("=30m", "=1s") for word in words]
                ended = subprocess.run(
                    [PROGRAM, *words], capture_output=True, text=True, timeout=120, check=False)
                # There are no files and no keys, so that it ends soon; wrong usage is found before that.
                self.assertNotIn(ended.returncode, [0, 64], f"{words}: {ended.stderr}")
                tried += 1
        self.assertEqual(tried, 2)


if __name__ == "__main__":
    unittest.main()
