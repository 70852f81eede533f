package io.holdfast.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The BOM lists what we publish: every jar of the reactor that does not say {@code unpublished}, and nothing else. */
class BomCompleteTest {
    private static final String POM = "pom.xml";
    private static final Path ROOT = root();

    @Test
    void bomListsEveryPublishedModuleAndNothingElse() throws Exception {
        List<String> published = new ArrayList<>();
        for (Path module : modules()) {
            Element pom = pom(module);
            if (!text(pom, "packaging").equals("pom")
                    && !text(pom, "properties", "unpublished").equals("true")) {
                published.add(text(pom, "artifactId"));
            }
        }
        List<String> listed = new ArrayList<>();
        Element bom = pom(ROOT.resolve("bom").resolve(POM));
        for (Element dependency : children(descend(bom, "dependencyManagement", "dependencies"))) {
            assertThat(text(dependency, "version")).isEqualTo("${project.version}");
            listed.add(text(dependency, "artifactId"));
        }
        assertThat(published).as("modules that the reactor publishes").contains("holdfast-core", "holdfast");
        assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void everyFolderWithPomIsModuleOfTheReactor() throws Exception {
        List<Path> found;
        try (Stream<Path> folders = Files.walk(ROOT, 3)) {
            found = folders.filter(path -> path.endsWith(POM) && !path.equals(ROOT.resolve(POM)))
                    .filter(path -> !ROOT.relativize(path).toString().contains("target"))
                    .toList();
        }
        assertThat(modules()).containsExactlyInAnyOrderElementsOf(found);
    }

    /** Modules of the root pom, those that a profile adds included. */
    private static List<Path> modules() throws Exception {
        Element root = pom(ROOT.resolve(POM));
        List<Element> lists = new ArrayList<>(List.of(descend(root, "modules")));
        for (Element profile : children(descend(root, "profiles"))) {
            lists.addAll(children(profile).stream()
                    .filter(child -> child.getTagName().equals("modules"))
                    .toList());
        }
        return lists.stream()
                .flatMap(list -> children(list).stream())
                .map(module -> ROOT.resolve(module.getTextContent().strip()).resolve(POM))
                .toList();
    }

    private static Element pom(Path file) throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    /** Text at the end of a path of child elements; empty when there is no such path. */
    private static String text(Element from, String... path) {
        Element end = descend(from, path);
        return end == null ? "" : end.getTextContent().strip();
    }

    private static Element descend(Element from, String... path) {
        Element here = from;
        for (String name : path) {
            here = here == null
                    ? null
                    : children(here).stream()
                            .filter(child -> child.getTagName().equals(name))
                            .findFirst()
                            .orElse(null);
        }
        return here;
    }

    private static List<Element> children(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The checkout: tests run in their module's folder, one step inside it. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(here.resolve("bom").resolve(POM))) {
            here = here.getParent();
        }
        return here;
    }
}
